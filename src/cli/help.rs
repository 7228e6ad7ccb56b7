//! Help and messages about arguments in Chinese: the texts of `data/help.zh.tsv`, put into what clap knows.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use clap::builder::{Str, StyledStr};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

use crate::present::Lang;

static TABLE: &str = include_str!("../../data/help.zh.tsv");

/// The texts by their keys.
static TEXTS: LazyLock<HashMap<&str, String>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).map(|(key, text)| (key, text.replace("\\n", "\n"))).collect()
});

/// The language in which this process explains its arguments, set before they are read.
static LANG: OnceLock<Lang> = OnceLock::new();

/// Sets the language of help and of messages about arguments; the first one holds.
pub(super) fn speak(lang: Lang) {
    let _ = LANG.set(lang);
}

/// That language.
pub(super) fn language() -> Lang {
    LANG.get().copied().unwrap_or_default()
}

/// The text for `option` of the command at `path`, or the one that every command shares.
fn text(path: &str, option: &str) -> Option<&'static str> {
    let own = TEXTS.get(format!("{path}.{option}").as_str());
    own.or_else(|| TEXTS.get(format!("*.{option}").as_str())).map(String::as_str)
}

/// What stands for the placeholder `name` in Chinese.
pub(super) fn placeholder(name: &str) -> Option<&'static str> {
    TEXTS.get(format!("value.{name}").as_str()).map(String::as_str)
}

/// `command` in the language of this process.
pub(super) fn spoken(command: Command) -> Command {
    match language() {
        Lang::Zh => in_chinese(command),
        Lang::En => command,
    }
}

/// `command` with everything that a person reads in Chinese, its subcommands included.
fn in_chinese(mut command: Command) -> Command {
    // Help, version and the command for help are there only when it is built.
    command.build();
    let name = command.get_name().to_owned();
    translated(command, &name)
}

fn translated(mut command: Command, path: &str) -> Command {
    const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";
    if let Some(about) = TEXTS.get(path) {
        command = command.about(about.as_str()).long_about(about.as_str());
    }
    let after = TEXTS.get(format!("{path}.after").as_str()).map_or("", String::as_str);
    let usage = usage(&command.render_usage());
    command = command
        .after_help(after)
        .after_long_help(after)
        .override_usage(usage)
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .mut_args(|arg| of_arg(arg, path));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        // Below the command for help the others stand once more; nobody reads them there.
        let path = format!("{path}.{name}");
        command = command.mut_subcommand(name, |sub| translated(sub, &path));
    }
    command
}

fn of_arg(arg: Arg, path: &str) -> Arg {
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    let mut help = text(path, arg.get_id().as_str()).unwrap_or_default().to_owned();
    let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    if takes_value {
        let possible = arg.get_possible_values();
        let told: Vec<String> = possible
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| match value.get_help() {
                Some(help) => format!("{} {help}", value.get_name()),
                None => value.get_name().to_owned(),
            })
            .collect();
        let default: Vec<String> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        if !told.is_empty() {
            help.push_str(&format!("：{}", told.join("；")));
        }
        if !default.is_empty() {
            help.push_str(&format!("（默认：{}）", default.join(" ")));
        }
    }
    let names: Vec<Str> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| placeholder(name).map_or_else(|| name.clone(), Str::from))
        .collect();
    let mut arg = arg.help(StyledStr::from(help.clone())).long_help(StyledStr::from(help)).help_heading(heading);
    if takes_value {
        arg = arg.hide_default_value(true).hide_possible_values(true);
        if names.len() == 1 {
            let range = arg.get_num_args();
            arg = arg.value_names(names);
            // Naming the values must not change how many there are.
            if let Some(range) = range {
                arg = arg.num_args(range);
            }
        }
    }
    arg
}

/// A line of usage without `Usage:`, its placeholders in Chinese.
fn usage(rendered: &StyledStr) -> String {
    let text = rendered.to_string();
    let text = text.trim().trim_start_matches("Usage:").trim();
    let mut out = text.replace("[OPTIONS]", "[选项]").replace("[COMMAND]", "[命令]").replace("<COMMAND>", "<命令>");
    let mut names: Vec<(&str, &String)> =
        TEXTS.iter().filter_map(|(key, text)| Some((key.strip_prefix("value.")?, text))).collect();
    // The longest first: FILE is the beginning of FILE|builtin.
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (name, text) in names {
        for (open, close) in [('<', '>'), ('[', ']')] {
            out = out.replace(&format!("{open}{name}{close}"), &format!("{open}{text}{close}"));
        }
    }
    out
}

/// What is wrong with the arguments, in Chinese; none for help and version, which are no errors.
pub(super) fn error_in_chinese(error: &clap::Error) -> Option<String> {
    let said = |kind: ContextKind| error.get(kind).map(told).unwrap_or_default();
    let (arg, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::UnknownArgument => format!("没有“{arg}”这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", said(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{arg}”后面缺少内容"),
        ErrorKind::InvalidValue => format!("“{arg}”不能是“{value}”"),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(|source| format!("：{source}")).unwrap_or_default();
            format!("“{arg}”不能是“{value}”{why}")
        }
        ErrorKind::MissingRequiredArgument => format!("还缺少：{arg}"),
        ErrorKind::MissingSubcommand => "还缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => match said(ContextKind::PriorArg) {
            other if other.is_empty() || other == arg => format!("“{arg}”只能写一次"),
            other => format!("“{arg}”不能与“{other}”同时使用"),
        },
        ErrorKind::NoEquals => format!("“{arg}”后面要用等号"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("“{arg}”后面的内容太多或太少")
        }
        ErrorKind::InvalidUtf8 => "选项里有不是 UTF-8 的字节".to_owned(),
        _ => error.to_string(),
    };
    let mut out = format!("错误：{message}\n");
    for (kind, label) in [
        (ContextKind::ValidValue, "可以是"),
        (ContextKind::ValidSubcommand, "可以是"),
        (ContextKind::SuggestedArg, "是不是"),
        (ContextKind::SuggestedSubcommand, "是不是"),
        (ContextKind::SuggestedValue, "是不是"),
    ] {
        let text = said(kind);
        if !text.is_empty() && text != value {
            let mark = if label == "是不是" { "？" } else { "" };
            out.push_str(&format!("  {label}：{text}{mark}\n"));
        }
    }
    if let Some(ContextValue::StyledStr(text)) = error.get(ContextKind::Usage) {
        out.push_str(&format!("\n用法：{}\n", usage(text)));
    }
    out.push_str("\n更多说明请用 --help\n");
    Some(out)
}

fn told(value: &ContextValue) -> String {
    match value {
        ContextValue::None => String::new(),
        ContextValue::Bool(yes) => yes.to_string(),
        ContextValue::String(text) => plain(text),
        ContextValue::Strings(texts) => texts.iter().map(|text| plain(text)).collect::<Vec<_>>().join("、"),
        ContextValue::StyledStr(text) => plain(&text.to_string()),
        ContextValue::StyledStrs(texts) => {
            texts.iter().map(|text| plain(&text.to_string())).collect::<Vec<_>>().join("、")
        }
        ContextValue::Number(number) => number.to_string(),
        other => other.to_string(),
    }
}

/// The name of an option or a value as a person types it, placeholders in Chinese.
fn plain(text: &str) -> String {
    usage(&StyledStr::from(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::{Anli, AnliIndex};

    /// Every command, option and placeholder has its text, and every text its command.
    #[test]
    fn the_table_is_complete() {
        let mut missing = Vec::new();
        let mut used = Vec::new();
        for mut command in [Anli::command(), AnliIndex::command()] {
            command.build();
            let name = command.get_name().to_owned();
            look(&command, &name, &mut missing, &mut used);
        }
        assert!(missing.is_empty(), "without a text: {missing:?}");
        let unused: Vec<&&str> = TEXTS
            .keys()
            .filter(|key| !key.starts_with("value.") && !key.starts_with("*."))
            .filter(|key| !used.contains(&key.trim_end_matches(".after").to_owned()))
            .collect();
        assert!(unused.is_empty(), "texts for nothing: {unused:?}");
    }

    fn look(command: &Command, path: &str, missing: &mut Vec<String>, used: &mut Vec<String>) {
        used.push(path.to_owned());
        if !TEXTS.contains_key(path) {
            missing.push(path.to_owned());
        }
        if command.get_after_help().or(command.get_after_long_help()).is_some()
            && !TEXTS.contains_key(format!("{path}.after").as_str())
        {
            missing.push(format!("{path}.after"));
        }
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str();
            used.push(format!("{path}.{id}"));
            if text(path, id).is_none() {
                missing.push(format!("{path}.{id}"));
            }
            for name in arg.get_value_names().unwrap_or_default() {
                if matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
                    && !TEXTS.contains_key(format!("value.{name}").as_str())
                {
                    missing.push(format!("value.{name}"));
                }
            }
        }
        for sub in command.get_subcommands().filter(|_| command.get_name() != "help") {
            look(sub, &format!("{path}.{}", sub.get_name()), missing, used);
        }
    }
}
