//! `anli serve` and `anli mcp`.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use super::Exit;
use super::groups;
use super::output::{Terminal, silent};
use super::serve_args::ServeArgs;
use super::session::open;
use super::shared_args::Common;
use crate::mcp;
use crate::serve::{self, Held, Options};

/// How often it is looked whether there is a new index.
const LOOK: Duration = Duration::from_secs(2);

pub(super) fn run_serve(args: &ServeArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let engine = open(common, terminal)?;
    let options = Options {
        addr: args.addr,
        hosts: args.allow_host.clone(),
        origins: args.cors.clone(),
        mcp: args.mcp,
        saved: groups::saved_in(common.groups.as_deref()),
    };
    let (told, wants_page) = (terminal.clone(), args.open);
    let ready = move |addr| {
        let page = format!("http://{addr}/");
        told.message(&format!("{} {page}", told.say("网页在", "listening at")));
        if wants_page && !show(&page) {
            told.message(
                told.say("打不开浏览器；请自行打开上面的地址", "no browser could be started; open the address above"),
            );
        }
    };
    let told = terminal.clone();
    serve::run(engine, &options, ready, move |news| told.message(news.pick(told.lang)))?;
    Ok(Exit::Found)
}

/// Answers a language model on standard input and output.
pub(super) fn run_mcp(common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let held = Arc::new(Held::new(open(common, terminal)?, groups::saved_in(common.groups.as_deref())));
    let watched = Arc::clone(&held);
    // Another index is taken into use while the client goes on; this thread ends with the process.
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK);
            // What is wrong with a new index is told by whoever builds it; the old one answers.
            let _ = watched.refresh();
        }
    });
    mcp::stdio(held)?;
    Ok(Exit::Found)
}

/// Opens `page` in the browser of the user, and does not wait for it.
fn show(page: &str) -> bool {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    silent(command.args(before).arg(page)).spawn().is_ok()
}
