use std::path::{Path, PathBuf};

use colophon_model::WorkId;

use crate::{Error, Result};

/// The folder in which everything of one creator lives.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    root: PathBuf,
}

impl Home {
    /// Makes the folder and its parts where they are missing.
    pub(crate) fn prepare(root: &Path) -> Result<Self> {
        for part in ["", "keystore", "works", "thumbs", "scratch"] {
            let folder = root.join(part);
            std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
        }
        Ok(Self { root: root.to_owned() })
    }

    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn keystore(&self) -> PathBuf {
        self.root.join("keystore")
    }

    pub(crate) fn practice(&self) -> PathBuf {
        self.root.join("practice.chain")
    }

    /// Where a work's signed copy lies, below the home. Sharded, so that no folder grows without end.
    pub(crate) fn work_folder(work: WorkId) -> PathBuf {
        let id = work.to_string();
        // A version 7 id begins with the time; its end is random and spreads evenly.
        let shard = id.get(id.len().saturating_sub(2)..).unwrap_or("00").to_owned();
        PathBuf::from("works").join(shard).join(id)
    }

    pub(crate) fn thumb(work: WorkId) -> PathBuf {
        PathBuf::from("thumbs").join(format!("{work}.png"))
    }

    pub(crate) fn peaks(work: WorkId) -> PathBuf {
        PathBuf::from("thumbs").join(format!("{work}.peaks"))
    }

    pub(crate) fn full(&self, below: &Path) -> PathBuf {
        self.root.join(below)
    }

    /// Half-made files live here and nowhere else; what an interrupted run left is thrown away at the next start.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.root.join("scratch")
    }

    pub(crate) fn clear_scratch(&self) -> Result<()> {
        let folder = self.scratch();
        match std::fs::remove_dir_all(&folder) {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(Error::io(&folder, e)),
        }
        std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))
    }
}
