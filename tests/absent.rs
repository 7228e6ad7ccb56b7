//! A corpus that is another, is away, or is not known any more: what was indexed stays, and nothing is taken for it.

use std::fs;

use crate::common::Project;

const RULES: &str = "第一条 为了规范质押登记，制定本规定。\n第二条 本规定适用于各级登记机构。\n";

/// An index says what its own corpus says: what cannot be read of another one is not taken from it.
#[cfg(unix)]
#[test]
fn another_corpus_inherits_nothing() {
    use crate::common::nobody::Nobody;
    use std::os::unix::fs::PermissionsExt;
    let project = Project::with(&[("sub/a.txt", "甲县的独有词。\n".as_bytes())]);
    let other = project.path().join("other/sub");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("a.txt"), "乙县的别的词。\n").unwrap();
    fs::write(project.path().join("other/b.txt"), "丙县的词。\n").unwrap();
    let nobody = Nobody::of(&project);
    nobody.own(&project);
    assert_eq!(nobody.run(&project, "anli-index", &["build"]).0, 0);
    fs::set_permissions(&other, fs::Permissions::from_mode(0o0)).unwrap();
    assert_eq!(nobody.run(&project, "anli-index", &["build", "other"]).0, 2);
    for (word, code) in [("独有词", 1), ("丙县", 0)] {
        assert_eq!(nobody.run(&project, "anli", &["search", &format!("\"{word}\"")]).0, code, "{word}");
    }
    fs::set_permissions(&other, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(nobody.run(&project, "anli", &["search", "别的词"]).0, 0);
    // Reading everything again drops nothing either that cannot be read now.
    fs::set_permissions(&other, fs::Permissions::from_mode(0o0)).unwrap();
    assert_eq!(nobody.run(&project, "anli-index", &["build", "--force"]).0, 2);
    assert_eq!(nobody.run(&project, "anli", &["search", "别的词"]).0, 0);
    fs::set_permissions(&other, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_may_come_back() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    let at = |name: &str| project.path().join(name);
    fs::create_dir(at("away")).unwrap();
    fs::write(at("away/b.txt"), "远处的独有词。\n").unwrap();
    std::os::unix::fs::symlink("../away", at("corpus/sub")).unwrap();
    assert_eq!(project.count(&["独有词"]), 1);
    fs::rename(at("away"), at("elsewhere")).unwrap();
    for _ in 0..2 {
        let run = project.anli(&["search", "独有词", "--lang", "en"]).code(0);
        assert!(run.stderr().contains("corpus/sub"), "{}", run.stderr());
    }
    project.index(&["build"]).code(2);
    assert_eq!(project.count(&["独有词"]), 1);
    fs::rename(at("elsewhere"), at("away")).unwrap();
    project.anli(&["search", "独有词"]).code(0);
    assert_eq!(project.anli(&["search", "独有词"]).code(0).stderr(), "");
    fs::remove_file(at("corpus/sub")).unwrap();
    project.anli(&["search", "\"独有词\""]).code(1);
}

#[test]
fn a_corpus_that_is_empty_all_of_a_sudden_empties_nothing() {
    let project = Project::with(&[("a.txt", RULES.as_bytes())]);
    project.index(&["build"]).code(0);
    let at = |name: &str| project.path().join(name);
    fs::rename(at("corpus"), at("away")).unwrap();
    fs::create_dir(at("corpus")).unwrap();
    let run = project.anli(&["search", "质押", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("the corpus is empty"), "{}", run.stderr());
    fs::remove_dir(at("corpus")).unwrap();
    fs::rename(at("away"), at("corpus")).unwrap();
    assert_eq!(project.anli(&["search", "质押"]).code(0).stderr(), "");
}

#[test]
fn a_damaged_index_is_built_again_from_its_own_corpus() {
    for damage in ["garbage", "", "gone", "gen-99 0123456789abcdef"] {
        let project = Project::with(&[("b.txt", "别的语料。\n".as_bytes())]);
        fs::create_dir(project.path().join("mine")).unwrap();
        fs::write(project.path().join("mine/a.txt"), RULES).unwrap();
        project.index(&["build", "mine"]).code(0);
        let pointer = project.path().join("index/CURRENT");
        if damage == "gone" {
            fs::remove_file(&pointer).unwrap()
        } else {
            fs::write(&pointer, damage).unwrap()
        }
        let run = project.anli(&["search", "质押", "--lang", "en"]).code(0);
        assert!(run.stderr().contains("(mine)"), "{damage}: {}", run.stderr());
    }
}
