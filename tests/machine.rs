//! Pages without text: named where nothing reads them, found and marked where Tesseract does.
//!
//! The pages are drawn here: a browser sets them in a font, `pdftoppm` makes pictures of them, and pictures are all that the
//! files have.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use serde_json::Value;

use crate::common::Project;

/// What stands on a page, a paragraph a line.
const TEXT: [&str; 6] = [
    "浙江省市场监督管理局关于印发知识产权金融典型案例的通知",
    "浙市监知运〔2023〕12号",
    "各设区市市场监督管理局（知识产权局）：",
    "为深入贯彻落实党中央、国务院关于知识产权保护工作的决策部署，推动知识产权质押融资工作，帮助企业解决融资难、\
     融资贵的问题，现将办法印发给你们，请结合实际认真贯彻执行。",
    "2022年，全市累计办理专利质押登记54笔，质押登记金额达9.2亿元，惠及企业47家，同比增长69.5%。其中商标质押18项，\
     担保费率不超过1%。",
    "各地要加强统筹协调，建立银行、保险、担保、评估机构共同参与的风险分担机制，并将评估结果作为授信决策的重要依据。",
];

const SONG: &str = "Noto Serif CJK SC";
const HEI: &str = "WenQuanYi Zen Hei";

/// A PDF of the page in a font.
fn page(font: &str) -> PathBuf {
    static MADE: OnceLock<Mutex<BTreeMap<String, PathBuf>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().unwrap();
    if let Some(path) = made.get(font) {
        return path.clone();
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{}", font.replace(' ', "")));
    fs::create_dir_all(&folder).unwrap();
    let paragraphs: String = TEXT[1..].iter().map(|text| format!("<p>{text}</p>")).collect();
    let html = format!(
        "<meta charset=utf-8><style>@page{{size:A4;margin:25mm}}body{{font-family:'{font}';font-size:16pt;line-height:1.7}}\
         p{{text-indent:2em;margin:0}}h1{{font-size:20pt;text-align:center}}</style><h1>{}</h1>{paragraphs}",
        TEXT[0]
    );
    fs::write(folder.join("page.html"), html).unwrap();
    let drawn = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=page.pdf"])
        .arg("page.html")
        .current_dir(&folder)
        .output()
        .unwrap();
    let path = folder.join("page.pdf");
    assert!(path.exists(), "{}", String::from_utf8_lossy(&drawn.stderr));
    made.insert(font.to_owned(), path.clone());
    path
}

/// The page as a picture of this kind (`-png`, `-jpeg`, `-tiff`, `-gray`), with so many dots an inch.
fn drawn(font: &str, kind: &str, density: u32) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("pdftoppm");
    command.args(["-gray", "-r", &density.to_string(), "-singlefile"]);
    if kind != "-gray" {
        command.arg(kind);
    }
    assert!(command.arg(page(font)).arg("out").current_dir(folder.path()).status().unwrap().success());
    let made = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    fs::read(made).unwrap()
}

/// A PDF of pages: a text, or a picture of the kind `-gray`.
fn pdf(pages: &[Result<&str, &[u8]>]) -> Vec<u8> {
    let stream = |entries: &str, data: &[u8]| {
        [format!("<<{entries}/Length {}>>stream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
    };
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", 5 + 3 * page)).collect();
    let mut objects: Vec<Vec<u8>> = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count {}/MediaBox[0 0 595 842]/Kids[{kids}]/Resources<</Font<</F 3 0 R>>>>>>",
            pages.len()
        ),
        "<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)\
         /Supplement 2>>>>"
            .to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec();
    for (number, page) in pages.iter().enumerate() {
        let first = 5 + 3 * number;
        let resources =
            if page.is_err() { format!("/Resources<</XObject<</I {} 0 R>>>>", first + 2) } else { String::new() };
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R{resources}>>", first + 1).into_bytes());
        match page {
            Ok(text) => {
                let hex: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
                objects.push(stream("", format!("BT /F 16 Tf 80 700 Td <{hex}> Tj ET").as_bytes()));
                objects.push(b"null".to_vec());
            }
            Err(picture) => {
                let head = picture.splitn(4, |byte| byte.is_ascii_whitespace()).collect::<Vec<_>>();
                let number = |at: usize| std::str::from_utf8(head[at]).unwrap().parse::<usize>().unwrap();
                let (width, height) = (number(1), number(2));
                let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
                packed.write_all(&picture[picture.len() - width * height..]).unwrap();
                objects.push(stream("", b"q 595 0 0 842 0 0 cm /I Do Q"));
                let entries = format!(
                    "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8\
                     /Filter/FlateDecode"
                );
                objects.push(stream(&entries, &packed.finish().unwrap()));
            }
        }
    }
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut table = String::new();
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend([format!("{} 0 obj\n", number + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let (start, count) = (out.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    out.extend(end.into_bytes());
    out
}

/// A picture of nothing.
fn blank() -> Vec<u8> {
    [&b"P5 200 280 255\n"[..], &[255; 200 * 280]].concat()
}

/// A script in the project that stands for a program.
fn script(project: &Project, name: &str, text: &str) -> String {
    let path = project.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

const NOWHERE: (&str, &str) = ("PATH", "/nonexistent");

#[test]
fn without_tesseract_the_pages_are_named_with_what_to_install() {
    let pages: [Result<&str, &[u8]>; 3] = [Ok("甲市开展专利质押融资试点。"), Err(&blank()), Err(&blank())];
    let project = Project::with(&[("半.pdf", &pdf(&pages)), ("全.pdf", &pdf(&pages[1..]))]);
    let inspected = project.index_where(&[NOWHERE], &["inspect", "corpus/半.pdf"]).code(0).stdout();
    for expected in ["pages 2, 3 of 3 have no text", "Tesseract is not installed", "apt install tesseract-ocr "] {
        assert!(inspected.contains(expected), "{expected}\n{inspected}");
    }
    assert!(
        ["tesseract-ocr-chi-sim", "poppler-utils", "brew install", "Windows"].iter().all(|s| inspected.contains(s))
    );
    let zh = project.index_where(&[NOWHERE], &["inspect", "corpus/半.pdf", "--lang", "zh"]).code(0).stdout();
    assert!(zh.contains("第 2、3 页只有图像") && zh.contains("没有安装 Tesseract"), "{zh}");
    let json = project.index_where(&[NOWHERE], &["inspect", "corpus/半.pdf", "--json"]).code(0).json();
    assert!(json["remarks"].to_string().contains("pages 2, 3 of 3 have no text"), "{json}");
    let build = project.index_where(&[NOWHERE], &["build"]).code(2).stderr();
    assert!(build.contains("全.pdf: none of its 2 pages has text") && build.contains("apt install"), "{build}");
    let always = project.index_where(&[NOWHERE], &["build", "--ocr", "always"]).code(2).stderr();
    assert!(always.contains("Tesseract is not installed"), "{always}");
    let never = project.index(&["build", "--ocr", "never"]).code(2).stderr();
    assert!(never.contains("reading by machine is switched off"), "{never}");
}

#[test]
#[cfg_attr(not(has_machine), ignore = "needs tesseract, pdftoppm and chromium")]
fn what_is_read_by_machine_is_found_and_marked() {
    let scan = drawn(SONG, "-gray", 200);
    let project = Project::with(&[("半.pdf", &pdf(&[Ok("甲市开展专利保险试点。"), Err(&scan)]))]);
    let tmp = project.path().join("tmp");
    fs::create_dir(&tmp).unwrap();
    let build = project.index_where(&[("TMPDIR", tmp.to_str().unwrap())], &["build"]).code(0);
    assert!(build.stderr().contains("1 file"), "{}", build.stderr());
    assert_eq!(fs::read_dir(&tmp).unwrap().count(), 0, "nothing stays in the temporary folder");

    let answer = project.search(&["质押登记金额"]);
    let hit = &answer["hits"][0];
    assert_eq!((&hit["machine"], &hit["place"]["page"]), (&Value::from(true), &Value::from(2)), "{hit}");
    let text = &project.search(&["专利保险"])["hits"][0];
    assert_eq!((text.get("machine"), &text["place"]["page"]), (None, &Value::from(1)), "{text}");
    let said = project.anli(&["search", "质押登记金额"]).code(0).stdout();
    assert!(said.contains("read by machine · page 2"), "{said}");
    let zh = project.anli(&["search", "质押登记金额", "--lang", "zh"]).code(0).stdout();
    assert!(zh.contains("机器识读 · 第 2 页"), "{zh}");
    let id = hit["id"].as_str().unwrap();
    let shown = project.anli(&["show", id]).code(0).stdout();
    assert!(shown.contains("read by machine"), "{shown}");
    let cited = project.anli(&["cite", id]).code(0).stdout();
    assert!(cited.contains("第2页") && cited.contains("机器识读"), "{cited}");
    let inspected = project.index(&["inspect", "corpus/半.pdf"]).code(0).stdout();
    assert!(inspected.contains("page 2 of 2 was read by machine (Tesseract"), "{inspected}");
    project.index(&["check", "--audit"]).code(0);
    let again = project.index(&["build"]).code(0).stderr();
    assert!(again.contains("nothing has changed"), "what was read is kept: {again}");
}

#[test]
#[cfg_attr(not(has_machine), ignore = "needs tesseract, pdftoppm and chromium")]
fn what_another_machine_would_read_is_read_again() {
    let scan = drawn(HEI, "-gray", 150);
    let project = Project::with(&[("扫描.pdf", &pdf(&[Err(&scan)])), ("文.txt", "甲市保险。".as_bytes())]);
    project.index_where(&[NOWHERE], &["build"]).code(2);
    assert_eq!(project.count(&["质押"]), 0);
    // It was installed meanwhile.
    let build = project.index(&["build"]).code(0).stderr();
    assert!(build.contains("1 read"), "only the file that has something to gain: {build}");
    assert!(project.count(&["质押"]) > 0);
    // The wish is remembered until there is another.
    project.index(&["build", "--ocr", "never"]).code(2);
    assert_eq!(project.count(&["质押"]), 0);
    let build = project.index(&["build"]).code(2).stderr();
    assert!(build.contains("nothing has changed"), "{build}");
    project.index(&["build", "--ocr", "auto"]).code(0);
    assert!(project.count(&["质押"]) > 0);
}

#[test]
#[cfg_attr(not(has_machine), ignore = "needs tesseract, pdftoppm and chromium")]
fn pictures_are_pages() {
    let pictures = [("甲.png", "-png"), ("乙.jpg", "-jpeg"), ("丙.tif", "-tiff")];
    for (name, kind) in pictures {
        let project = Project::with(&[(name, &drawn(HEI, kind, 150))]);
        project.index(&["build"]).code(0);
        let answer = project.search(&["质押登记金额"]);
        let hit = &answer["hits"][0];
        assert_eq!((&hit["machine"], &hit["place"]["page"]), (&Value::from(true), &Value::from(1)), "{name}: {answer}");
    }
    let zip = {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("扫描/甲.png", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&drawn(HEI, "-png", 150)).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let project = Project::with(&[("附件.zip", &zip)]);
    project.index(&["build"]).code(0);
    assert_eq!(project.search(&["质押登记金额"])["hits"][0]["file"], "corpus/附件.zip/扫描/甲.png");
}

/// How many characters differ, the shortest way.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (before + usize::from(left != right)).min(above + 1).min(row[j] + 1);
            before = above;
        }
    }
    row[b.len()]
}

/// The share of characters that are right is printed, for `benches/machine.md`: run with `--nocapture`.
#[test]
#[cfg_attr(not(has_machine), ignore = "needs tesseract, pdftoppm and chromium")]
fn most_characters_are_right_in_two_fonts_and_three_resolutions() {
    let plain = |text: &str| -> Vec<char> { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let expected = plain(&TEXT.concat());
    for font in [SONG, HEI] {
        for density in [100, 150, 300] {
            let project = Project::with(&[("扫描.pdf", &pdf(&[Err(&drawn(font, "-gray", density))]))]);
            let read = project.index(&["inspect", "--text", "corpus/扫描.pdf"]).code(0).stdout();
            let wrong = distance(&plain(&read), &expected);
            let share = 100.0 * (1.0 - wrong as f64 / expected.len() as f64);
            eprintln!("{font}, {density} dots an inch: {share:.1} % of {} characters right", expected.len());
            assert!(share >= 93.0, "{font} {density}: {share:.1} %\n{read}");
            // A paragraph is a line, as it was set.
            let lines = read.lines().filter(|line| !line.trim().is_empty()).count();
            assert!((TEXT.len() - 1..=TEXT.len() + 2).contains(&lines), "{font} {density}: {lines} lines\n{read}");
        }
    }
}

#[test]
fn programs_that_misbehave_are_an_error_about_the_page() {
    let pages: [Result<&str, &[u8]>; 2] = [Ok("甲市开展专利质押融资试点。"), Err(&blank())];
    let project = Project::with(&[("半.pdf", &pdf(&pages))]);
    let tmp = project.path().join("tmp");
    fs::create_dir(&tmp).unwrap();
    let draw = script(&project, "bin/pdftoppm", "printf 'P5 1 1 255\\n1' > page.pgm");
    let lists = "case \"$1\" in --list-langs) printf 'List:\\nchi_sim\\n'; exit 0;; esac";
    for (name, body, expected) in [
        ("fails", format!("{lists}\nexit 3"), "tesseract failed"),
        ("dies", format!("{lists}\nkill -SEGV $$"), "tesseract failed"),
        ("says nothing", lists.to_owned(), "tesseract failed"),
        ("writes too much", format!("{lists}\nhead -c 100000000 /dev/zero > out.tsv"), "tesseract failed"),
        (
            "takes memory",
            format!("{lists}\nawk 'BEGIN {{ s = \"x\"; while (1) s = s s }}' || exit 1"),
            "tesseract failed",
        ),
        ("talks nonsense", format!("{lists}\nprintf 'a\\tb\\n\\t\\t5\\n' > out.tsv"), "nothing was recognised"),
        ("knows no Chinese", "printf 'List:\\neng\\n'".to_owned(), "Tesseract has no data for Chinese"),
        ("does not list", "exit 1".to_owned(), "tesseract failed"),
    ] {
        let tesseract = script(&project, "bin/tesseract", &body);
        let variables = [
            ("ANLI_TESSERACT", tesseract.as_str()),
            ("ANLI_PDFTOPPM", draw.as_str()),
            ("TMPDIR", tmp.to_str().unwrap()),
        ];
        let said = project.index_where(&variables, &["inspect", "corpus/半.pdf"]).code(0).stdout();
        assert!(said.contains("page 2 of 2 has no text") && said.contains(expected), "{name}\n{said}");
        assert_eq!(fs::read_dir(&tmp).unwrap().count(), 0, "{name}: the folder is gone");
    }
    // What it is given: a folder of its own, no environment, no standard input, its limits.
    let tell = format!(
        "{lists}\n{{ pwd; env; ulimit -v; ulimit -t; ls; cat; echo \"$@\"; }} > {0}/told 2>&1\nexit 1",
        project.path().display()
    );
    let tesseract = script(&project, "bin/tesseract", &tell);
    let variables =
        [("ANLI_TESSERACT", tesseract.as_str()), ("ANLI_PDFTOPPM", draw.as_str()), ("SECRET", "told-to-nobody")];
    project.index_where(&variables, &["inspect", "corpus/半.pdf"]).code(0);
    let told = fs::read_to_string(project.path().join("told")).unwrap();
    assert!(!told.contains("told-to-nobody") && !told.contains("unlimited") && told.contains("chi_sim"), "{told}");
    assert!(told.lines().next().unwrap().contains("anli-"), "{told}");
}

#[test]
fn programs_are_taken_neither_from_the_corpus_nor_from_a_folder_s_settings() {
    let project = Project::with(&[("半.pdf", &pdf(&[Ok("甲市开展专利质押融资试点。"), Err(&blank())]))]);
    let mark = project.path().join("started");
    script(&project, "corpus/tesseract", &format!("touch {}", mark.display()));
    script(&project, "tesseract", &format!("touch {}", mark.display()));
    let corpus = project.path().join("corpus");
    for path in [corpus.to_str().unwrap(), "corpus", ".", ""] {
        let said = project.index_where(&[("PATH", path)], &["build"]).code(0).stderr();
        assert!(!mark.exists() && said.contains("page 2 of 2 has no text"), "PATH={path}: {said}");
    }
    fs::write(project.path().join("anli.toml"), "tesseract = \"/usr/bin/tesseract\"\n").unwrap();
    let said = project.index(&["build"]).code(2).stderr();
    assert!(said.contains("anli.toml") && said.contains("in the user's own settings only"), "{said}");
    fs::write(project.path().join("anli.toml"), "ocr = \"never\"\n").unwrap();
    let inspected = project.index(&["inspect", "corpus/半.pdf"]).code(0).stdout();
    assert!(inspected.contains("reading by machine is switched off"), "{inspected}");
    fs::remove_file(project.path().join("anli.toml")).unwrap();
    fs::create_dir_all(project.path().join(".config/anli")).unwrap();
    fs::write(project.path().join(".config/anli/anli.toml"), "tesseract = \"tesseract\"\n").unwrap();
    let said = project.index(&["inspect", "corpus/半.pdf"]).code(2).stderr();
    assert!(said.contains("absolute path"), "{said}");
}
