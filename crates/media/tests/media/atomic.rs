//! Files appear whole or not at all.

use std::io::{self, Write};

use colophon_media::{AtomicFile, Error, write_new};

use crate::fixture::Folder;

#[test]
fn appears_only_when_committed() {
    let folder = Folder::new();
    let path = folder.path("a.txt");
    let mut file = AtomicFile::create(&path).unwrap();
    file.write_all(b"half").unwrap();
    assert!(!path.exists(), "no name before it is complete");
    assert_eq!(folder.names().len(), 1, "but it lies in the same folder");
    drop(file);
    assert_eq!(folder.names(), Vec::<String>::new(), "given up, it leaves nothing");
    write_new(&path, b"whole").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"whole", "complete");
    assert_eq!(folder.names(), ["a.txt"], "and alone");
}

#[test]
fn refuses_or_replaces_as_asked() {
    let folder = Folder::new();
    let path = folder.put("a.txt", b"old");
    let said = write_new(&path, b"new").expect_err("taken").to_string();
    assert!(said.contains("already exists and was left alone"), "{said}");
    assert_eq!(std::fs::read(&path).unwrap(), b"old", "left alone");
    let mut file = AtomicFile::create(&path).unwrap();
    file.write_all(b"new").unwrap();
    file.replace().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new", "replaced");
    assert_eq!(folder.names(), ["a.txt"], "nothing else");
}

#[cfg(unix)]
#[test]
fn others_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    write_new(&folder.path("a.txt"), b"x").unwrap();
    let plain = folder.put("b.txt", b"x");
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.path("a.txt")), mode(plain), "as any file that this user makes");
}

#[test]
fn the_systems_troubles_in_words() {
    for (kind, words) in [
        (
            io::ErrorKind::StorageFull,
            "the disk is full: /x/a.png was not written, and nothing was changed; free some space",
        ),
        (
            io::ErrorKind::QuotaExceeded,
            "the disk is full: /x/a.png was not written, and nothing was changed; free some space",
        ),
        (
            io::ErrorKind::PermissionDenied,
            "Colophon may not open /x/a.png; give yourself permission to it or choose another place",
        ),
        (io::ErrorKind::NotFound, "/x/a.png does not exist; it may have been moved or renamed"),
    ] {
        assert_eq!(Error::from_io("/x/a.png".as_ref(), kind.into()).to_string(), words, "{kind:?}");
    }
}

/// A device that is always full stands in for a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_recognised() {
    let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let error = full.write_all(b"x").expect_err("always full");
    assert!(
        matches!(Error::from_io("a".as_ref(), error), Error::DiskFull { .. }),
        "ENOSPC is a full disk"
    );
}
