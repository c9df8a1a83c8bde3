//! Pictures of the screen, taken of the display: the driver's own command for it never answers there.

use std::{env, path::PathBuf, process::Command};

use serde_json::Value;

use crate::window::Window;

impl Window {
    /// Leaves a picture of the window under that name, where pictures are wanted.
    pub(crate) fn picture(&self, name: &str) {
        let Some(folder) = env::var_os("COLOPHON_SHOTS").map(PathBuf::from) else { return };
        self.settle();
        let place =
            self.run("return [screenX, screenY, innerWidth, innerHeight].map(Math.round)", &[]);
        let number = |at: usize| place.get(at).and_then(Value::as_i64).unwrap_or_default();
        let crop = format!("{}x{}+{}+{}", number(2), number(3), number(0), number(1));
        let path = folder.join(name).with_extension("png");
        let status = Command::new("import")
            .args(["-window", "root", "-crop", &crop, "+repage", "-strip"])
            .arg(&path)
            .status()
            .expect("ImageMagick's `import` takes the picture");
        assert!(status.success(), "no picture {}", path.display());
    }
}
