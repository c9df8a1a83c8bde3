//! System packages: what is missing, and how to get it on the system at hand.

use std::{collections::BTreeSet, fs, process::Command};

use crate::{
    command,
    error::{Error, Result},
    step::Found,
};

/// Something that a command of this program needs from the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// A C compiler and pkg-config; every build.
    Build,
    /// The libraries of the window.
    Window,
    /// A driver, a display without a screen and a font for Chinese; the window's journeys.
    WindowTests,
    /// Other people's readers of pictures and sound.
    Interop,
    /// Node and npm, for the contract compiler and the test chain.
    Node,
    /// Python with virtual environments, for another C2PA reader and the speller.
    Python,
    /// The compiler whose library sources give wasm where rustup cannot.
    WasmCompiler,
}

impl Need {
    /// Debian's packages.
    const fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Build => &["build-essential", "pkg-config"],
            Self::Window => &[
                "libwebkit2gtk-4.1-dev",
                "librsvg2-dev",
                "libayatana-appindicator3-dev",
                "libxdo-dev",
                "libssl-dev",
            ],
            Self::WindowTests => &[
                "webkit2gtk-driver",
                "xvfb",
                "xauth",
                "dbus",
                "dbus-x11",
                "at-spi2-core",
                "fonts-noto-cjk",
                "imagemagick",
                "x11-apps",
            ],
            Self::Interop => &["libimage-exiftool-perl", "ffmpeg"],
            Self::Node => &["nodejs", "npm"],
            Self::Python => &["python3", "python3-venv"],
            Self::WasmCompiler => &["rustc-web", "rust-web-src", "lld-22"],
        }
    }

    /// Whether the machine has it, asked in a way that works on every system.
    fn probe(self) -> bool {
        let found = |programs: &[&str]| programs.iter().all(|program| command::exists(program));
        match self {
            Self::Build if cfg!(windows) => true,
            Self::Build => found(&["cc"]),
            Self::Window if cfg!(target_os = "linux") => {
                command::probe(Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1"]))
                    .is_some()
            }
            Self::Window => true,
            Self::WindowTests => {
                found(&["WebKitWebDriver", "Xvfb", "xvfb-run", "dbus-run-session", "import"])
            }
            Self::Interop => found(&["exiftool", "ffmpeg"]),
            Self::Node => found(&["node", "npm"]),
            Self::Python => found(&["python3"]) || found(&["python"]),
            Self::WasmCompiler => found(&["rust-lld"]),
        }
    }
}

/// The systems that we can talk about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    /// Debian and what is built on it: packages are installed without asking.
    Debian,
    Fedora,
    Arch,
    OtherLinux,
    MacOs,
    Windows,
    Unknown,
}

impl System {
    fn here() -> Self {
        match std::env::consts::OS {
            "linux" => {
                Self::from_os_release(&fs::read_to_string("/etc/os-release").unwrap_or_default())
            }
            "macos" => Self::MacOs,
            "windows" => Self::Windows,
            _ => Self::Unknown,
        }
    }

    fn from_os_release(text: &str) -> Self {
        let mut names = BTreeSet::new();
        for line in text.lines() {
            if let Some(("ID" | "ID_LIKE", value)) = line.split_once('=') {
                names.extend(value.trim_matches('"').split_whitespace());
            }
        }
        if names.contains("debian") || names.contains("ubuntu") {
            Self::Debian
        } else if names.contains("fedora") || names.contains("rhel") {
            Self::Fedora
        } else if names.contains("arch") {
            Self::Arch
        } else {
            Self::OtherLinux
        }
    }

    /// What to type, or to fetch, where we do not install by ourselves.
    const fn advice(self, need: Need) -> &'static str {
        match (self, need) {
            (Self::Fedora, Need::Build) => "sudo dnf install gcc gcc-c++ make pkgconf-pkg-config",
            (Self::Fedora, Need::Window) => {
                "sudo dnf install webkit2gtk4.1-devel librsvg2-devel libappindicator-gtk3-devel libxdo-devel openssl-devel"
            }
            (Self::Fedora, Need::WindowTests) => {
                "nothing to install: Fedora's WebKitWebDriver does not work with this window; \
                 use `cargo xtask test --skip window`"
            }
            (Self::Fedora, Need::Interop) => "sudo dnf install perl-Image-ExifTool ffmpeg-free",
            (Self::Fedora, Need::Node) => "sudo dnf install nodejs npm",
            (Self::Fedora, Need::Python) => "sudo dnf install python3",
            (Self::Arch, Need::Build) => "sudo pacman -S base-devel",
            (Self::Arch, Need::Window) => {
                "sudo pacman -S webkit2gtk-4.1 librsvg libayatana-appindicator xdotool openssl"
            }
            (Self::Arch, Need::WindowTests) => {
                "sudo pacman -S xorg-server-xvfb xorg-xauth at-spi2-core noto-fonts-cjk imagemagick xorg-apps"
            }
            (Self::Arch, Need::Interop) => "sudo pacman -S perl-image-exiftool ffmpeg",
            (Self::Arch, Need::Node) => "sudo pacman -S nodejs npm",
            (Self::Arch, Need::Python) => "sudo pacman -S python",
            (Self::MacOs, Need::Build | Need::Window) => "xcode-select --install",
            (Self::MacOs | Self::Windows, Need::WindowTests) => {
                "nothing to install: the window's journeys run on Linux; \
                 use `cargo xtask test --skip window`"
            }
            (Self::MacOs, Need::Interop) => "brew install exiftool ffmpeg",
            (Self::MacOs, Need::Node) => "brew install node",
            (Self::MacOs, Need::Python) => "brew install python",
            (Self::Windows, Need::Build) => {
                "winget install Microsoft.VisualStudio.2022.BuildTools, with \"Desktop development with C++\""
            }
            (Self::Windows, Need::Window) => "winget install Microsoft.EdgeWebView2Runtime",
            (Self::Windows, Need::Interop) => "winget install OliverBetz.ExifTool Gyan.FFmpeg",
            (Self::Windows, Need::Node) => "winget install OpenJS.NodeJS.LTS",
            (Self::Windows, Need::Python) => "winget install Python.Python.3.12",
            (_, Need::WasmCompiler) => "rustup target add wasm32-unknown-unknown",
            (_, Need::Build) => "a C compiler and pkg-config",
            (_, Need::Window) => {
                "the development files of WebKitGTK 4.1, librsvg, Ayatana AppIndicator, libxdo and OpenSSL"
            }
            (_, Need::WindowTests) => {
                "WebKitWebDriver for WebKitGTK 4.1, Xvfb with xvfb-run, dbus-run-session, \
                 ImageMagick's `import` and Noto Sans CJK"
            }
            (_, Need::Interop) => "exiftool and ffmpeg",
            (_, Need::Node) => "Node.js 20 or newer with npm",
            (_, Need::Python) => "Python 3.11 or newer with venv",
        }
    }
}

/// Makes sure that the machine has all of `needs`: installs packages on Debian, and says exactly
/// what to install elsewhere.
pub(crate) fn provide(needs: &[Need]) -> Result<Found> {
    if System::here() == System::Debian {
        let missing = missing_packages(needs)?;
        if missing.is_empty() {
            return Ok(Found::Present);
        }
        return install(&missing).map(|()| Found::Installed);
    }
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.probe()).collect();
    if missing.is_empty() {
        Ok(Found::Present)
    } else {
        Err(Error::new(instructions(System::here(), &missing)))
    }
}

/// Debian's packages for `needs` that are not installed.
pub(crate) fn missing_packages(needs: &[Need]) -> Result<Vec<&'static str>> {
    let mut wanted: Vec<&'static str> = Vec::new();
    for need in needs {
        // Node from elsewhere brings its own npm, and Debian's npm would conflict with it.
        if *need != Need::Node || !need.probe() {
            wanted.extend(need.packages());
        }
    }
    if wanted.is_empty() {
        return Ok(wanted);
    }
    // Its exit code only says that some names are unknown; what it prints is what counts.
    let output = Command::new("dpkg-query")
        .args(["-W", "-f=${Package} ${db:Status-Status}\n"])
        .args(&wanted)
        .output()
        .map_err(|error| Error::new(format!("`dpkg-query` could not be started: {error}")))?;
    Ok(not_installed(&wanted, &String::from_utf8_lossy(&output.stdout)))
}

/// Whether the machine seems to have `need`, and the way to get it if not.
pub(crate) fn status(need: Need) -> Result<(), String> {
    let system = System::here();
    if system == System::Debian {
        return match missing_packages(&[need]) {
            Ok(missing) if missing.is_empty() => Ok(()),
            Ok(missing) => Err(format!("apt-get install {}", missing.join(" "))),
            Err(error) => Err(error.to_string()),
        };
    }
    if need.probe() { Ok(()) } else { Err(system.advice(need).to_owned()) }
}

/// Whether packages can be installed without asking.
pub(crate) fn is_debian() -> bool {
    System::here() == System::Debian
}

fn not_installed<'a>(wanted: &[&'a str], listed: &str) -> Vec<&'a str> {
    let installed: BTreeSet<&str> =
        listed.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    wanted.iter().copied().filter(|package| !installed.contains(package)).collect()
}

fn install(packages: &[&str]) -> Result<()> {
    println!("  system packages to install: {}", packages.join(" "));
    let root = command::probe(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    if !root && !command::exists("sudo") {
        return Err(Error::new(format!(
            "system packages are missing and neither root nor sudo is at hand; as root:\n    \
             apt-get update && apt-get install --no-install-recommends {}",
            packages.join(" ")
        )));
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if root { "env" } else { "sudo" });
        if !root {
            command.arg("env");
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]).args(arguments);
        command
    };
    command::run(&mut apt(&["update"]))?;
    command::run(apt(&["install", "--no-install-recommends"]).args(packages))
}

fn instructions(system: System, missing: &[Need]) -> String {
    let mut text = String::from("the machine lacks something that this command needs; install:");
    for need in missing {
        text.push_str("\n    ");
        text.push_str(system.advice(*need));
    }
    text.push_str("\nthen run the command again");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_told_by_their_release_file() {
        let check = |text: &str, system: System| {
            assert_eq!(System::from_os_release(text), system, "{text}");
        };
        check("NAME=\"Debian GNU/Linux\"\nID=debian\n", System::Debian);
        check("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Debian);
        check("ID=fedora\n", System::Fedora);
        check("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", System::Fedora);
        check("ID=arch\n", System::Arch);
        check("ID=alpine\n", System::OtherLinux);
        check("", System::OtherLinux);
    }

    #[test]
    fn removed_and_unknown_packages_are_missing() {
        let listed = "xvfb installed\nffmpeg config-files\n";
        assert_eq!(not_installed(&["xvfb", "ffmpeg", "xauth"], listed), ["ffmpeg", "xauth"]);
    }

    #[test]
    fn every_system_says_what_to_install() {
        use Need::{Build, Interop, Node, Python, WasmCompiler, Window, WindowTests};
        let needs = [Build, Window, WindowTests, Interop, Node, Python, WasmCompiler];
        for system in
            [System::Fedora, System::Arch, System::OtherLinux, System::MacOs, System::Windows]
        {
            let text = instructions(system, &needs);
            assert_eq!(text.lines().count(), needs.len() + 2, "one line for each: {text}");
            assert!(!text.contains("apt-get"), "no Debian command on {system:?}: {text}");
        }
    }
}
