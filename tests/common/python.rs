//! Programs in Python that read what ours write, in an environment of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The `bin` folder of an environment called `name` that has `package`; made when it is not there.
pub fn environment(name: &str, packages: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let (bin, ready) = (folder.join("bin"), folder.join("ready"));
    if !ready.exists() {
        let run = |program: &Path, args: &[&str]| assert!(Command::new(program).args(args).status().unwrap().success());
        run(Path::new("python3"), &["-m", "venv", folder.to_str().unwrap()]);
        let mut args = vec!["--quiet", "install"];
        args.extend(packages);
        run(&bin.join("pip"), &args);
        std::fs::write(&ready, "").unwrap();
    }
    bin
}
