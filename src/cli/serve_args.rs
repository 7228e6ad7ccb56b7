//! What can be typed after `anli serve`.

use std::net::SocketAddr;

use clap::{ArgAction, Args};

/// `anli serve`.
#[derive(Debug, Args)]
#[command(after_help = SERVE_HELP)]
pub struct ServeArgs {
    /// Where to listen; port 0 for any that is free
    #[arg(long, default_value = "127.0.0.1:7700", value_name = "ADDRESS")]
    pub addr: SocketAddr,
    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,
    /// Answer language models at /mcp, by the Model Context Protocol
    #[arg(long)]
    pub mcp: bool,
    /// A name that the server answers to, beside localhost; needed where others can reach the address
    #[arg(long, value_name = "NAME", action = ArgAction::Append)]
    pub allow_host: Vec<String>,
    /// Let pages of this origin read answers, such as `https://example.org`
    #[arg(long, value_name = "ORIGIN", action = ArgAction::Append)]
    pub cors: Vec<String>,
}

const SERVE_HELP: &str = "\
Examples 例:
  anli serve --open                                  the page, in the browser 打开网页
  anli serve --addr 127.0.0.1:8080                   another port 换一个端口
  anli serve --addr 0.0.0.0:80 --allow-host NAME     for others, under this name 供他人使用
  curl 'http://127.0.0.1:7700/api/search?q=質押&city=寧波'

A new index is taken into use as soon as it is built; nothing that is sent is written to disk.
It ends in good order on SIGTERM and on Ctrl-C, with exit status 0.";
