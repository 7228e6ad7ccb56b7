//! Groups of cases that were given a name: `@NAME` among the arguments stands for the query that was saved under it.
//!
//! They are kept in `groups.toml` in the user's configuration folder, or in the file that `--groups` names: a line
//! `"name" = "query"` a group. A file that is damaged is an error; a name that no group has stays the text that it is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::config;
use super::output::Terminal;
use crate::api::saved::Saved;
use crate::error::{Error, Result, Sentence};
use crate::present::{Lang, sanitize};
use crate::serve::SavedIn;

/// The name of the file.
const FILE: &str = "groups.toml";

/// More is no list of groups.
const LARGEST: u64 = 1 << 20;

/// `anli group`.
#[derive(Debug, Args)]
#[command(after_help = GROUP_HELP)]
pub struct GroupArgs {
    /// The name; all groups are listed when it is left out
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// The query that finds the cases of the group, such as 城市:宁波; the group is shown when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Forget the group
    #[arg(long, requires = "name", conflicts_with = "query")]
    pub remove: bool,
}

const GROUP_HELP: &str = "\
Examples 例:
  anli group 甬台 城市:宁波,台州           give cases a name 给一组案例取名
  anli compare @甬台 城市:杭州             compare it with others 分组对照
  anli keywords @甬台                      what it speaks of more than the rest 特征词
  anli search @甬台 质押                   search in it 在组内查找
  anli group                               all groups 列出各组";

type Groups = BTreeMap<String, String>;

/// Where the groups are that a server knows, and how they are read.
pub(super) fn saved_in(given: Option<&Path>) -> Option<SavedIn> {
    let path = given.map(Path::to_path_buf).or_else(|| config::user_folder().map(|folder| folder.join(FILE)))?;
    Some(SavedIn { path, read: |path| read(path).map(Saved::new) })
}

/// The file of groups: the one that `--groups` names in `args`, or that of the user.
fn file(args: &[OsString]) -> Option<PathBuf> {
    let mut args = args.iter().skip(1);
    while let Some(arg) = args.next() {
        let text = arg.to_string_lossy();
        if text == "--" {
            break;
        }
        if text == "--groups" {
            return args.next().map(PathBuf::from);
        }
        if let Some(path) = text.strip_prefix("--groups=") {
            return Some(path.into());
        }
    }
    config::user_folder().map(|folder| folder.join(FILE))
}

fn read(path: &Path) -> Result<Groups> {
    let bad =
        |zh: String, en: String| Error::BadConfig { place: path.display().to_string(), why: Sentence::new(zh, en) };
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Groups::new()),
        Err(error) => return Err(Error::io(path)(error)),
        Ok(found) if !found.is_file() || found.len() > LARGEST => {
            return Err(bad("不是分组文件".to_owned(), "it is no file of groups".to_owned()));
        }
        Ok(_) => {}
    }
    let text = std::fs::read_to_string(path).map_err(Error::io(path))?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let why = error.message().to_owned();
        bad(
            format!("第 {line} 行：{why}；每行写 \"名称\" = \"查询\""),
            format!("line {line}: {why}; a line is \"name\" = \"query\""),
        )
    })
}

/// The arguments with the queries of saved groups in the place of their names.
///
/// # Errors
///
/// What is wrong with the file, when a group is named.
pub(super) fn expanded(args: Vec<OsString>) -> Result<Vec<OsString>> {
    let may = |arg: &OsString| arg.to_str().is_some_and(Saved::is_named_in);
    // What gives names takes them as they are.
    let gives =
        args.iter().skip(1).find(|arg| !arg.to_string_lossy().starts_with('-')).is_some_and(|arg| arg == "group");
    if gives || !args.iter().skip(1).any(may) {
        return Ok(args);
    }
    let saved = Saved::new(file(&args).map_or_else(|| Ok(Groups::new()), |path| read(&path))?);
    let meant = |(at, arg): (usize, OsString)| match arg.to_str().filter(|_| at > 0).map(|text| saved.put_into(text)) {
        // Several words are one thing, whatever the other arguments are: @甬台 质押 asks for both.
        Some(Cow::Owned(meant)) if meant.contains(' ') && !arg.to_string_lossy().contains(' ') => {
            format!("({meant})").into()
        }
        Some(Cow::Owned(meant)) => meant.into(),
        _ => arg,
    };
    Ok(args.into_iter().enumerate().map(meant).collect())
}

/// `anli group`.
pub(super) fn run(args: &GroupArgs, given: Option<&Path>, terminal: &Terminal) -> anyhow::Result<Exit> {
    let path = given.map(Path::to_path_buf).or_else(|| config::user_folder().map(|folder| folder.join(FILE)));
    let Some(path) = path else {
        let why = Sentence::new(
            "没有用户设置文件夹；请用 --groups 指定文件",
            "there is no configuration folder; name a file with --groups",
        );
        return Err(Error::Invalid { place: "--groups".to_owned(), reason: why }.into());
    };
    let mut groups = read(&path)?;
    let query = args.query.join(" ").trim().to_owned();
    let mut out = terminal.out();
    match &args.name {
        None => {
            for (name, query) in &groups {
                writeln!(out, "@{}  {}", sanitize(name), sanitize(query))?;
            }
            out.flush()?;
            return Ok(Exit::found(!groups.is_empty()));
        }
        Some(name) => {
            let name = name.strip_prefix('@').unwrap_or(name).to_owned();
            let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '·'));
            if !plain {
                let why = Sentence::new("组名请用文字、数字、- 和 _", "a name has letters, digits, - and _");
                return Err(Error::Invalid { place: sanitize(&name).into_owned(), reason: why }.into());
            }
            if query.is_empty() && !args.remove {
                match groups.get(&name) {
                    Some(query) => writeln!(out, "@{name}  {}", sanitize(query))?,
                    None => return Err(unknown(&name, &groups).into()),
                }
                out.flush()?;
                return Ok(Exit::Found);
            }
            let known = if args.remove { groups.remove(&name) } else { groups.insert(name.clone(), query) };
            if args.remove && known.is_none() {
                return Err(unknown(&name, &groups).into());
            }
        }
    }
    write(&path, &groups)?;
    let (zh, en) = (format!("已写入 {}", path.display()), format!("written to {}", path.display()));
    terminal.message(match terminal.lang {
        Lang::Zh => &zh,
        Lang::En => &en,
    });
    Ok(Exit::Found)
}

fn unknown(name: &str, groups: &Groups) -> Error {
    let known: Vec<String> = groups.keys().map(|name| format!("@{name}")).collect();
    let known = known.join(" ");
    let reason =
        Sentence::new(format!("没有这一组；有：{known}"), format!("there is no such group; there are: {known}"));
    Error::Invalid { place: format!("@{name}"), reason }
}

/// Writes the groups beside the file first, so that a full disk loses none.
fn write(path: &Path, groups: &Groups) -> Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
    }
    // A string of JSON is one of TOML.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let text: String = groups.iter().map(|(name, query)| format!("{} = {}\n", quoted(name), quoted(query))).collect();
    let new = path.with_extension("toml.new");
    std::fs::write(&new, text).map_err(Error::io(&new))?;
    std::fs::rename(&new, path).map_err(Error::io(path))
}
