//! The programs run as somebody who may not do everything.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::Project;

/// The programs where everybody may start them, run as somebody who owns nothing when this is run as root: root may
/// read what nobody may read.
pub struct Nobody {
    programs: PathBuf,
    uid: Option<u32>,
}

impl Nobody {
    const UID: u32 = 65_534;

    pub fn of(project: &Project) -> Nobody {
        let programs = project.path().join("programs");
        fs::create_dir(&programs).unwrap();
        for program in ["anli", "anli-index"] {
            fs::copy(assert_cmd::cargo::cargo_bin(program), programs.join(program)).unwrap();
        }
        fs::set_permissions(project.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let uid = (fs::metadata(&programs).unwrap().uid() == 0).then_some(Self::UID);
        Nobody { programs, uid }
    }

    /// Runs one of the programs; gives its exit code and what it says on both ways out.
    pub fn run(&self, project: &Project, program: &str, args: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(project.path()).args(args).env("LC_ALL", "en_US.UTF-8").stdin(Stdio::null());
        if let Some(uid) = self.uid {
            command.uid(uid).gid(uid);
        }
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    /// Gives it everything in the project.
    pub fn own(&self, project: &Project) {
        let Some(uid) = self.uid else { return };
        let mut folders = vec![project.path().to_path_buf()];
        while let Some(path) = folders.pop() {
            lchown(&path, Some(uid), Some(uid)).unwrap();
            if fs::symlink_metadata(&path).unwrap().is_dir() {
                folders.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
        }
    }
}
