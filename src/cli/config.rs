//! What one would type each time: from the command line, the environment, `anli.toml` of the folder, or of the user.
//!
//! The nearer one wins. A file that cannot be read, has a name that is none or a value that means nothing is an error
//! that names it: a setting that is not followed would be worse.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Exit;
use super::output::{Terminal, language};
use super::shared_args::{Common, WantedScript, When};
use crate::api::Choices;
use crate::decode::Wish;
use crate::error::{Error, Result, Sentence};
use crate::present::{Lang, sanitize};
use crate::unpack::NamedColumns;

/// The name of the file.
pub(super) const FILE: &str = "anli.toml";

/// What a file says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    index: Option<PathBuf>,
    corpus: Option<PathBuf>,
    lexicon: Option<PathBuf>,
    script: Option<String>,
    lang: Option<String>,
    color: Option<String>,
    /// When pages without text are read by machine.
    ocr: Option<String>,
    /// Programs; only of the user's own file.
    tesseract: Option<PathBuf>,
    pdftoppm: Option<PathBuf>,
    /// The columns of records.
    #[serde(default)]
    records: NamedColumns,
}

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Typed,
    Variable(String),
    File(PathBuf),
    Default,
}

/// A setting as it holds.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    name: Cow<'static, str>,
    value: String,
    source: Source,
}

/// The settings that are not typed, the nearer first.
#[derive(Debug, Default)]
pub(super) struct Config {
    stated: Vec<(Stated, Source)>,
}

impl Config {
    /// Reads the environment, the file in this folder and that of the user.
    ///
    /// # Errors
    ///
    /// [`Error::BadConfig`] for a file that cannot be read or understood.
    pub(super) fn read() -> Result<Config> {
        let mut config = Config::default();
        let variable = |name: &str| {
            let value = std::env::var_os(format!("ANLI_{}", name.to_uppercase()));
            value.filter(|value| !value.is_empty())
        };
        let text = |name: &str| variable(name).map(|value| value.to_string_lossy().into_owned());
        for (name, stated) in [
            ("index", Stated { index: variable("index").map(PathBuf::from), ..Stated::default() }),
            ("corpus", Stated { corpus: variable("corpus").map(PathBuf::from), ..Stated::default() }),
            ("lexicon", Stated { lexicon: variable("lexicon").map(PathBuf::from), ..Stated::default() }),
            ("script", Stated { script: text("script"), ..Stated::default() }),
            ("lang", Stated { lang: text("lang"), ..Stated::default() }),
            ("color", Stated { color: text("color"), ..Stated::default() }),
            ("ocr", Stated { ocr: text("ocr"), ..Stated::default() }),
            ("tesseract", Stated { tesseract: variable("tesseract").map(PathBuf::from), ..Stated::default() }),
            ("pdftoppm", Stated { pdftoppm: variable("pdftoppm").map(PathBuf::from), ..Stated::default() }),
        ] {
            config.stated.push((stated, Source::Variable(format!("ANLI_{}", name.to_uppercase()))));
        }
        let here = PathBuf::from(FILE);
        let of_folder = of_file(&here)?;
        // A folder is somebody else's as likely as not, and a program is started.
        if of_folder.as_ref().is_some_and(|stated| stated.tesseract.is_some() || stated.pdftoppm.is_some()) {
            let own = of_user().map(|path| path.display().to_string()).unwrap_or_default();
            let why = Sentence::new(
                format!("程序（tesseract、pdftoppm）只能写在用户自己的设置里：{own}"),
                format!("programs (tesseract, pdftoppm) are named in the user's own settings only: {own}"),
            );
            return Err(Error::BadConfig { place: here.display().to_string(), why });
        }
        config.stated.extend(of_folder.map(|stated| (stated, Source::File(here))));
        if let Some(path) = of_user() {
            let stated = match of_file(&path) {
                // The folder of somebody else: a program that runs as another user keeps its HOME.
                Err(error) if error.is_denied() => None,
                stated => stated?,
            };
            config.stated.extend(stated.map(|stated| (stated, Source::File(path))));
        }
        Ok(config)
    }

    /// The language of messages, as far as it is set; the arguments are not read yet.
    pub(super) fn lang(&self) -> Option<Lang> {
        self.stated.iter().find_map(|(stated, _)| stated.lang.as_deref()).and_then(Lang::from_name)
    }

    /// The index folder, as far as it is set.
    pub(super) fn index(&self) -> Option<PathBuf> {
        self.stated.iter().find_map(|(stated, _)| stated.index.clone())
    }

    /// Fills in what was not typed, and tells of every setting where it comes from.
    ///
    /// # Errors
    ///
    /// [`Error::BadConfig`] for a value that means nothing.
    pub(super) fn settle(&self, common: &mut Common) -> Result<Vec<Setting>> {
        let mut out = Vec::new();
        let path =
            |name: &'static str, typed: &mut Option<PathBuf>, of: fn(&Stated) -> &Option<PathBuf>, usual: &str| {
                let stated = self.stated.iter().find_map(|(stated, source)| Some((of(stated).clone()?, source)));
                let (value, source) = match (typed.clone(), stated) {
                    (Some(typed), _) => (Some(typed), Source::Typed),
                    (None, Some((path, source))) => (Some(path), source.clone()),
                    (None, None) => (None, Source::Default),
                };
                typed.clone_from(&value);
                let value = value.map_or_else(|| usual.to_owned(), |path| path.display().to_string());
                Setting { name: name.into(), value, source }
            };
        out.push(path("index", &mut common.index, |stated| &stated.index, super::session::DEFAULT_INDEX));
        out.push(path("corpus", &mut common.corpus, |stated| &stated.corpus, super::session::DEFAULT_CORPUS));
        out.push(path("lexicon", &mut common.lexicon, |stated| &stated.lexicon, "builtin"));
        out.push(self.choice("script", &mut common.script, |stated| &stated.script, WantedScript::Auto)?);
        out.push(self.choice("lang", &mut common.lang, |stated| &stated.lang, language())?);
        out.push(self.choice("color", &mut common.color, |stated| &stated.color, When::Auto)?);
        out.push(self.choice("ocr", &mut common.reading.ocr, |stated| &stated.ocr, Wish::Auto)?);
        out.push(self.program("tesseract", &mut common.reading.programs.tesseract, |stated| &stated.tesseract)?);
        out.push(self.program("pdftoppm", &mut common.reading.programs.pdftoppm, |stated| &stated.pdftoppm)?);
        for (stated, source) in &self.stated {
            for (column, name) in stated.records.named() {
                let setting = format!("records.{}", column.name());
                if out.iter().all(|other| other.name != setting) {
                    out.push(Setting { name: setting.into(), value: name.to_owned(), source: source.clone() });
                }
            }
            common.reading.records = std::mem::take(&mut common.reading.records).or(&stated.records);
        }
        Ok(out)
    }

    /// A program, which is named by an absolute path; what is not named is looked for in `PATH`.
    fn program(
        &self,
        name: &'static str,
        taken: &mut Option<PathBuf>,
        of: fn(&Stated) -> &Option<PathBuf>,
    ) -> Result<Setting> {
        let stated = self.stated.iter().find_map(|(stated, source)| Some((of(stated).clone()?, source)));
        let Some((path, source)) = stated else {
            return Ok(Setting { name: name.into(), value: "PATH".to_owned(), source: Source::Default });
        };
        if !path.is_absolute() {
            let why = Sentence::new(format!("{name} 要写绝对路径"), format!("{name} is named by an absolute path"));
            return Err(Error::BadConfig { place: source.place(), why });
        }
        *taken = Some(path.clone());
        Ok(Setting { name: name.into(), value: path.display().to_string(), source: source.clone() })
    }

    fn choice<T: Choices>(
        &self,
        name: &'static str,
        typed: &mut Option<T>,
        of: fn(&Stated) -> &Option<String>,
        usual: T,
    ) -> Result<Setting> {
        let mut nearest = None;
        for (text, source) in self.stated.iter().filter_map(|(stated, source)| Some((of(stated).as_deref()?, source))) {
            match T::from_name(text) {
                Some(value) => nearest = nearest.or(Some((value, source))),
                // Also where a nearer one holds: a file that says nothing is a slip.
                None => {
                    let known: Vec<&str> = T::CHOICES.iter().map(|choice| choice.name).collect();
                    let (text, known) = (sanitize(text), known.join(", "));
                    let why = Sentence::new(
                        format!("{name} 不能是“{text}”；可以是 {known}"),
                        format!("{name} cannot be “{text}”; it is one of {known}"),
                    );
                    return Err(Error::BadConfig { place: source.place(), why });
                }
            }
        }
        let source = match (&typed, nearest) {
            (Some(_), _) => Source::Typed,
            (None, Some((value, source))) => {
                *typed = Some(value);
                source.clone()
            }
            (None, None) => Source::Default,
        };
        let value = typed.unwrap_or(usual);
        let shown = T::CHOICES.iter().find(|choice| choice.value == value).map_or("", |choice| choice.name);
        Ok(Setting { name: name.into(), value: shown.to_owned(), source })
    }
}

impl Source {
    fn place(&self) -> String {
        match self {
            Source::Typed | Source::Default => String::new(),
            Source::Variable(name) => name.clone(),
            Source::File(path) => path.display().to_string(),
        }
    }

    fn told(&self, lang: Lang) -> String {
        match self {
            Source::Typed => lang.pick("命令行", "the command line").to_owned(),
            Source::Default => lang.pick("默认", "the default").to_owned(),
            Source::Variable(_) | Source::File(_) => self.place(),
        }
    }
}

/// The folder of the user's own settings.
pub(super) fn user_folder() -> Option<PathBuf> {
    let of = |name: &str| std::env::var_os(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from);
    // Windows has the last one.
    let folder = of("XDG_CONFIG_HOME").or_else(|| Some(of("HOME")?.join(".config"))).or_else(|| of("APPDATA"))?;
    Some(folder.join("anli"))
}

/// The file of the user.
fn of_user() -> Option<PathBuf> {
    user_folder().map(|folder| folder.join(FILE))
}

/// What the file at `path` says; none where there is none. Paths in it begin at its folder.
fn of_file(path: &Path) -> Result<Option<Stated>> {
    /// More is no list of settings.
    const LARGEST: u64 = 64 << 10;
    let bad =
        |zh: String, en: String| Error::BadConfig { place: path.display().to_string(), why: Sentence::new(zh, en) };
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path)(error)),
        Ok(found) if !found.is_file() || found.len() > LARGEST => {
            return Err(bad("不是设置文件".to_owned(), "it is no file of settings".to_owned()));
        }
        Ok(_) => {}
    }
    let text = std::fs::read_to_string(path).map_err(Error::io(path))?;
    let mut stated: Stated = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let why = error.message().to_owned();
        bad(format!("第 {line} 行：{why}"), format!("line {line}: {why}"))
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    for value in [&mut stated.index, &mut stated.corpus, &mut stated.lexicon].into_iter().flatten() {
        if value.as_os_str() != "builtin" {
            *value = folder.join(&value);
        }
    }
    Ok(Some(stated))
}

/// `anli config`.
pub(super) fn run(settings: &[Setting], terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut out = terminal.out();
    for Setting { name, value, source } in settings {
        writeln!(out, "{name} = {value}  ({})", source.told(terminal.lang))?;
    }
    out.flush()?;
    Ok(Exit::Found)
}
