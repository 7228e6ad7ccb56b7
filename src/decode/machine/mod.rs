//! Pages without text, read by machine: drawn by `pdftoppm`, read by `tesseract`, where both are installed.
//!
//! | file | what |
//! | --- | --- |
//! | `programs.rs` | where the programs are, and which scripts they read |
//! | `run.rs` | a program with little memory, little time and a folder of its own |
//! | `picture.rs` | how large a picture says that it is |
//! | `lines.rs` | words with their places to paragraphs |
//!
//! The programs are other people's and what they read is anybody's, so they get as little as they need: an absolute path
//! that was found outside the corpus, no shell, an empty environment, a private folder that goes away with everything in
//! it, and limits of pixels, memory, size of files and time. A [`Machine`] is made by whoever may start programs; what
//! comes in over the network is read with [`Machine::never`].

mod lines;
mod picture;
mod programs;
mod run;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use self::programs::{Programs, Script};
use self::run::{Ended, Limits};
use crate::error::Sentence;

pub(super) use self::run::serve;

/// Dots an inch at which a page is drawn: the models read characters of some forty dots best, which those of a notice are
/// then (`benches/machine.md`).
const DENSITY: f64 = 200.0;

/// Below this density a page of text cannot be read.
const COARSE: f64 = 70.0;

/// Dots of a page that is read.
const DOTS: u64 = 60_000_000;

/// Pages of one file that are read.
const PAGES: usize = 3000;

/// Time for a page to be drawn, and to be read.
const DRAWING: Duration = Duration::from_secs(60);
const READING: Duration = Duration::from_secs(240);

/// Time for a file, beside what each of its pages may add to it: a page takes a second or two, and a file on which others
/// wait for hours is none that anybody scanned.
const FILE: Duration = Duration::from_secs(300);
const EACH: Duration = Duration::from_secs(6);

/// Memory of the programs, in bytes of address space.
const MEMORY: u64 = 2 << 30;

/// The sureness, in percent, from which a page is not read again in the other script.
const SURE: f64 = 80.0;

/// The sureness, in percent, below which what was read is no text.
const GUESSED: f64 = 30.0;

/// When pages without text are read by machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// Where the programs are installed.
    #[default]
    Auto,
    /// Never.
    Never,
    /// Always: it is an error when the programs are missing.
    Always,
}

/// What reads pages by machine, or does not.
#[derive(Default)]
pub struct Machine {
    wish: Option<Wish>,
    /// Programs that somebody named.
    named: Named,
    /// A folder in which no program is taken.
    corpus: PathBuf,
    programs: OnceLock<Result<Programs, Why>>,
    read: AtomicUsize,
    told: OnceLock<Box<dyn Fn(usize) + Send + Sync>>,
}

/// Programs that somebody named, by absolute paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Tesseract.
    pub tesseract: Option<PathBuf>,
    /// The program that draws pages.
    pub pdftoppm: Option<PathBuf>,
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine").field("wish", &self.wish).field("programs", &self.programs).finish_non_exhaustive()
    }
}

/// Why a page is not read by machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// What came over the network, or as a text to be compared, is never read so.
    NotHere,
    /// Somebody wished it so.
    Unwished,
    /// Nothing here draws pages of this format.
    Undrawn,
    /// A program is not installed.
    Missing(Missing),
    /// It is too large.
    Large,
    /// It took too long, or a program failed.
    Failed {
        /// The program.
        program: &'static str,
    },
    /// The pages before it took too long.
    Late,
    /// It shows no text.
    Nothing,
    /// The system does not let the programs run now.
    System(Sentence),
}

/// What is not installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Tesseract.
    Tesseract,
    /// Its data for Chinese.
    Chinese,
    /// The program that draws pages of PDFs.
    Pdftoppm,
}

impl Why {
    /// Whether it says nothing about the file.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Why::System(_))
    }

    /// The reason in both languages.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let said = |zh: &str, en: &str| Sentence::new(zh, en);
        match self {
            Why::NotHere => said("请先做文字识别", "run text recognition first"),
            Why::Unwished => said("按设置不做机器识读", "reading by machine is switched off"),
            Why::Undrawn => said(
                "这种格式的页不能在此绘制；请先导出为 PDF",
                "pages of this format are not drawn here; export it as a PDF first",
            ),
            Why::Missing(missing) => missing.sentence(),
            Why::Large => said("太大，未做机器识读", "too large to be read by machine"),
            Why::Failed { program } => Sentence::new(
                format!("{program} 未能在限定的时间和内存内完成"),
                format!("{program} failed, or needed more time or memory than it may have"),
            ),
            Why::Late => said("前面的页用时太久，未做机器识读", "the pages before took too long to be read by machine"),
            Why::Nothing => said("机器识读没有读出文字", "nothing was recognised by machine"),
            Why::System(sentence) => sentence.clone(),
        }
    }
}

impl Missing {
    /// What is missing and how to install it, in both languages.
    #[must_use]
    pub fn sentence(self) -> Sentence {
        let (zh, en) = match self {
            Missing::Tesseract => ("没有安装 Tesseract", "Tesseract is not installed"),
            Missing::Chinese => ("Tesseract 缺中文数据", "Tesseract has no data for Chinese"),
            Missing::Pdftoppm => ("没有安装 pdftoppm", "pdftoppm is not installed"),
        };
        const APT: &str = "apt install tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-chi-tra poppler-utils";
        const BREW: &str = "brew install tesseract tesseract-lang poppler";
        Sentence::new(
            format!(
                "{zh}；安装后可做机器识读：{APT}（macOS：{BREW}；Windows：Tesseract 安装程序勾选中文，另装 poppler）"
            ),
            format!(
                "{en}; to have them read by machine: {APT} (macOS: {BREW}; Windows: the Tesseract installer with Chinese \
                 ticked, and poppler)"
            ),
        )
    }
}

/// A page that is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Sheet {
    /// Its number, from 1.
    pub(super) page: u32,
    /// Its size in points.
    pub(super) width: f32,
    pub(super) height: f32,
}

/// A page that was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Recognised {
    pub(super) page: u32,
    pub(super) paragraphs: Vec<String>,
    /// How sure the machine is, in percent, on average over the characters.
    pub(super) sureness: f64,
}

/// Pages: the paragraphs of each, and how sure the machine is of them, in percent.
type Pages = Vec<(Vec<String>, f64)>;

/// What became of some pages.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Outcome {
    pub(super) read: Vec<Recognised>,
    /// The others, each with why.
    pub(super) left: Vec<(u32, Why)>,
}

impl Machine {
    /// None: nothing is read by machine, and no program is started.
    #[must_use]
    pub fn never() -> Machine {
        Machine::default()
    }

    /// One that uses what is installed, or what was `named`, as far as it is no part of `corpus`. Nothing is looked for
    /// before a page without text comes.
    #[must_use]
    pub fn new(wish: Wish, named: Named, corpus: &Path) -> Machine {
        Machine { wish: Some(wish), named, corpus: corpus.to_path_buf(), ..Machine::default() }
    }

    /// Has `told` called with the number of pages read, after each; only the first call counts.
    pub fn tell(&self, told: impl Fn(usize) + Send + Sync + 'static) {
        // Who calls twice is told in the documentation which one counts.
        let _ = self.told.set(Box::new(told));
    }

    /// Whether somebody wished that it reads nothing.
    #[must_use]
    pub fn is_unwished(&self) -> bool {
        self.wish == Some(Wish::Never)
    }

    /// What decides how a page without text is read: whether it is, by which programs and in which scripts, and why not.
    /// Versions of the programs do not count: an update of the system is no reason to read everything again.
    #[must_use]
    pub fn state(&self) -> u64 {
        match self.programs() {
            Ok(programs) => {
                let scripts: u64 = programs.scripts.iter().map(|script| script.bit()).sum();
                scripts | if programs.pdftoppm.is_some() { 4 } else { 0 }
            }
            Err(Why::NotHere) => 8,
            Err(Why::Unwished) => 16,
            Err(Why::Missing(Missing::Chinese)) => 32,
            Err(_) => 64,
        }
    }

    /// What is missing where somebody wishes that pages are always read.
    #[must_use]
    pub fn unmet(&self) -> Option<Missing> {
        match (self.wish, self.programs()) {
            (Some(Wish::Always), Err(Why::Missing(missing))) => Some(*missing),
            (Some(Wish::Always), Ok(programs)) if programs.pdftoppm.is_none() => Some(Missing::Pdftoppm),
            _ => None,
        }
    }

    fn programs(&self) -> Result<&Programs, &Why> {
        let found = self.programs.get_or_init(|| match self.wish {
            None => Err(Why::NotHere),
            Some(Wish::Never) => Err(Why::Unwished),
            Some(Wish::Auto | Wish::Always) => Programs::find(&self.named, &self.corpus),
        });
        found.as_ref()
    }

    /// Reads pages of a PDF.
    pub(super) fn pages(&self, pdf: &[u8], sheets: &[Sheet]) -> Outcome {
        let all =
            |why: &Why| Outcome { read: Vec::new(), left: sheets.iter().map(|s| (s.page, why.clone())).collect() };
        let programs = match self.programs() {
            Ok(programs) => programs,
            Err(why) => return all(why),
        };
        let Some(pdftoppm) = &programs.pdftoppm else { return all(&Why::Missing(Missing::Pdftoppm)) };
        let folder = match private_folder() {
            Ok(folder) => folder,
            Err(why) => return all(&why),
        };
        if let Err(error) = fs::write(folder.path().join("in.pdf"), pdf) {
            return all(&Why::System(Sentence::of_io(&error)));
        }
        let mut outcome = Outcome::default();
        let deadline = Instant::now() + time_of(sheets.len());
        for (number, sheet) in sheets.iter().enumerate() {
            let read = match number < PAGES {
                true if Instant::now() < deadline => self.page(programs, pdftoppm, folder.path(), *sheet),
                true => Err(Why::Late),
                false => Err(Why::Large),
            };
            match read {
                Ok(read) => outcome.read.push(read),
                Err(why) => outcome.left.push((sheet.page, why)),
            }
        }
        outcome
    }

    /// Draws a page in `folder`, where the file is, and reads it.
    fn page(&self, programs: &Programs, pdftoppm: &Path, folder: &Path, sheet: Sheet) -> Result<Recognised, Why> {
        let density = density(sheet).ok_or(Why::Large)?;
        let (page, density) = (sheet.page.to_string(), density.to_string());
        let drawn = folder.join("page.pgm");
        let arguments = ["-gray", "-f", &page, "-l", &page, "-r", &density, "-singlefile", "in.pdf", "page"];
        let limits = Limits { memory: MEMORY, file: DOTS + (1 << 20), time: DRAWING };
        let ended = run::run(pdftoppm, &arguments, folder, None, limits);
        if ended != Ended::Well || !drawn.exists() {
            return Err(failed(ended, "pdftoppm"));
        }
        let read = self.read(programs, folder, "page.pgm", Some(&density), READING);
        // The next page finds the folder as this one did.
        let _ = fs::remove_file(&drawn);
        let (paragraphs, sureness) = read?.into_iter().next().unwrap_or_default();
        self.judged(sheet.page, paragraphs, sureness)
    }

    /// Reads a picture, which may have several pages.
    pub(super) fn picture(&self, bytes: &[u8]) -> Outcome {
        let none = |why: Why| Outcome { read: Vec::new(), left: vec![(1, why)] };
        let programs = match self.programs() {
            Ok(programs) => programs,
            Err(why) => return none(why.clone()),
        };
        let Some(sizes) = picture::sizes(bytes) else { return none(Why::Failed { program: "tesseract" }) };
        if sizes.len() > PAGES || sizes.iter().any(|&(width, height)| u64::from(width) * u64::from(height) > DOTS) {
            return none(Why::Large);
        }
        let folder = match private_folder() {
            Ok(folder) => folder,
            Err(why) => return none(why),
        };
        if let Err(error) = fs::write(folder.path().join("picture"), bytes) {
            return none(Why::System(Sentence::of_io(&error)));
        }
        let pages = match self.read(programs, folder.path(), "picture", None, time_of(sizes.len())) {
            Ok(pages) => pages,
            Err(why) => return none(why),
        };
        let mut outcome = Outcome::default();
        for (page, (paragraphs, sureness)) in (1..).zip(pages) {
            match self.judged(page, paragraphs, sureness) {
                Ok(read) => outcome.read.push(read),
                Err(why) => outcome.left.push((page, why)),
            }
        }
        if outcome == Outcome::default() { none(Why::Nothing) } else { outcome }
    }

    fn judged(&self, page: u32, paragraphs: Vec<String>, sureness: f64) -> Result<Recognised, Why> {
        let read = 1 + self.read.fetch_add(1, Ordering::Relaxed);
        if let Some(told) = self.told.get() {
            told(read);
        }
        let text = paragraphs.iter().any(|text| text.chars().any(char::is_alphanumeric));
        if text && sureness >= GUESSED { Ok(Recognised { page, paragraphs, sureness }) } else { Err(Why::Nothing) }
    }

    /// Reads the picture `name` in `folder`, in the script that the machine is surest of: its pages, each with the sureness.
    fn read(
        &self,
        programs: &Programs,
        folder: &Path,
        name: &str,
        density: Option<&str>,
        time: Duration,
    ) -> Result<Pages, Why> {
        let mut best: Option<(f64, Pages)> = None;
        let deadline = Instant::now() + time;
        for script in &programs.scripts {
            let mut arguments = vec![name, "out", "-l", script.model()];
            arguments.extend(density.iter().flat_map(|density| ["--dpi", density]));
            // A picture that does not say how dense it is is taken for a coarse one otherwise.
            arguments.extend(["-c", "tessedit_create_tsv=1", "--psm", "3"]);
            let time = deadline.saturating_duration_since(Instant::now());
            let limits = Limits { memory: MEMORY, file: 64 << 20, time };
            let ended = run::run(&programs.tesseract, &arguments, folder, None, limits);
            let found = folder.join("out.tsv");
            let text = fs::read_to_string(&found);
            let _ = fs::remove_file(&found);
            let (Ended::Well, Ok(text)) = (&ended, text) else {
                match best {
                    // What was read in the first script stands.
                    Some((_, pages)) => return Ok(pages),
                    None => return Err(failed(ended, "tesseract")),
                }
            };
            let pages = lines::pages(&text);
            let chars = |pages: &Pages| -> Vec<(f64, f64)> {
                pages.iter().map(|(text, sure)| (text.iter().map(|t| t.chars().count() as f64).sum(), *sure)).collect()
            };
            let weighed = chars(&pages);
            let all: f64 = weighed.iter().map(|(count, _)| count).sum();
            let sureness = weighed.iter().map(|(count, sure)| count * sure).sum::<f64>() / all.max(1.0);
            if best.as_ref().is_none_or(|(other, _)| sureness > *other) {
                best = Some((sureness, pages));
            }
            if sureness >= SURE {
                break;
            }
        }
        Ok(best.map(|(_, pages)| pages).unwrap_or_default())
    }
}

/// The time for a file of so many pages.
fn time_of(pages: usize) -> Duration {
    FILE + EACH * u32::try_from(pages.min(PAGES)).unwrap_or(u32::MAX)
}

/// Why a program that has ended so has not done its work.
fn failed(ended: Ended, program: &'static str) -> Why {
    match ended {
        Ended::Well | Ended::Badly => Why::Failed { program },
        Ended::System(sentence) => Why::System(sentence),
    }
}

/// The dots an inch at which a page is drawn; `None` for one that is too large.
fn density(sheet: Sheet) -> Option<u32> {
    let (width, height) = (f64::from(sheet.width) / 72.0, f64::from(sheet.height) / 72.0);
    let area = width * height;
    if !area.is_finite() || area <= 0.0 {
        return None;
    }
    let density = (DOTS as f64 / area).sqrt().min(DENSITY);
    // Both edges are rounded up.
    (density >= COARSE).then_some((density - 1.0) as u32)
}

/// A folder that only this user may enter, and that goes away when it is dropped.
fn private_folder() -> Result<tempfile::TempDir, Why> {
    let folder = tempfile::Builder::new().prefix("anli-").tempdir();
    folder.map_err(|error| Why::System(Sentence::of_io(&error)))
}

impl Script {
    fn bit(self) -> u64 {
        match self {
            Script::Simplified => 1,
            Script::Traditional => 2,
        }
    }

    fn model(self) -> &'static str {
        match self {
            Script::Simplified => "chi_sim",
            Script::Traditional => "chi_tra",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_drawn_as_densely_as_they_may_be() {
        let sheet = |width, height| density(Sheet { page: 1, width, height });
        assert_eq!(sheet(595.0, 842.0), Some(199), "A4");
        assert_eq!(sheet(842.0 * 4.0, 1191.0 * 4.0), Some(138), "much larger");
        for (width, height) in [(1e5, 1e5), (0.0, 5.0), (f32::NAN, 1.0), (f32::INFINITY, 1.0), (-5.0, -5.0)] {
            let dots =
                sheet(width, height).map(|d| f64::from(d).powi(2) * f64::from(width) * f64::from(height) / 5184.0);
            assert!(dots.is_none_or(|dots| dots <= DOTS as f64), "{width} {height}");
        }
    }

    #[test]
    fn who_may_start_nothing_starts_nothing() {
        let outcome = Machine::never().picture(b"\x89PNG");
        assert_eq!(outcome.left, [(1, Why::NotHere)]);
        let unwished = Machine::new(Wish::Never, Named::default(), Path::new("/"));
        assert_eq!(unwished.picture(b"\x89PNG").left, [(1, Why::Unwished)]);
        assert_ne!(unwished.state(), Machine::never().state(), "another reason is to be said");
    }
}
