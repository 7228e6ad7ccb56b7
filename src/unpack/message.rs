//! Mail messages: the body and the attachments.

use mail_parser::{MessageParser, MessagePart, MimeHeaders, PartType};

use super::bytes::Bytes;
use super::fault::Fault;
use super::names::Taken;
use super::{Budget, Member, Stated};
use crate::text::label::Field;

pub(super) const KIND: &str = "message";

/// A message is held in memory whole, and once more decoded.
const LARGEST: u64 = 128 << 20;

/// What a line of a message may cost its parser as a header, and what one that begins like the border of a part may
/// cost as a part, in bytes; and what that may come to.
const HEADER: u64 = 160;
const PART: u64 = 800;
const MOST: u64 = 512 << 20;

/// What the body of a message is called, before its ending.
pub(super) const BODY: &str = "body";

/// The parts of a message, decoded, and what it says of its body.
#[derive(Debug)]
pub(super) struct Message {
    parts: Vec<Vec<u8>>,
    pub(super) stated: Stated,
}

/// Whether a file begins as a message: its first line is a header of one, and others follow.
pub(super) fn is_message(head: &[u8]) -> bool {
    const KNOWN: [&str; 14] = [
        "received",
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "return-path",
        "reply-to",
        "delivered-to",
        "sender",
        "x-mailer",
    ];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let head = text.trim_start_matches(['\u{feff}', '\r', '\n']);
    let lines: Vec<&str> = head.lines().take_while(|line| !line.trim().is_empty()).collect();
    let name = |line: &&str| line.split_once(':').map(|(name, _)| name.to_owned());
    let known = |line: &&str| name(line).is_some_and(|name| KNOWN.contains(&name.as_str()));
    let first = lines.first().and_then(name);
    let is_header = |name: String| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    first.is_some_and(is_header) && lines.iter().filter(|line| known(line)).count() >= 2
}

/// Opens a message.
pub(super) fn open(bytes: &Bytes, budget: &Budget) -> Result<(Message, Vec<Member>), Fault> {
    if bytes.len() > LARGEST {
        return Err(Fault::Large { limit: LARGEST });
    }
    let bytes = bytes.all().map_err(|error| Fault::of_io(&error))?;
    let count = |what: &[u8]| memchr::memmem::find_iter(&bytes, what).count() as u64;
    if HEADER * count(b"\n") + PART * count(b"\n--") > MOST {
        return Err(Fault::Bomb { limit: MOST });
    }
    let parsed = MessageParser::default().parse(&bytes).ok_or_else(|| Fault::broken(KIND, &"no message"))?;
    let (mut taken, mut members, mut parts) = (Taken::default(), Vec::new(), Vec::new());
    let mut add = |name: &str, bytes: &[u8]| {
        // A name that begins with a dot is one all the same: nothing of a message is left out in silence.
        let name = name.trim_start_matches(['.', '~', '$']);
        let (name, fault) = taken.take(name).unwrap_or_else(|| (format!("part {}", members.len() + 1), None));
        // What an attachment is called leads nowhere but to its last part.
        let name = if fault.is_some() { name.rsplit('/').next().unwrap_or(&name).to_owned() } else { name };
        budget.spend(bytes.len() as u64)?;
        members.push(Member { name, size: bytes.len() as u64, fault: None, at: parts.len() });
        parts.push(bytes.to_vec());
        Ok::<(), Fault>(())
    };
    // A page says more than the text that stands beside it for those that cannot show one.
    let is_body = |part: &&MessagePart<'_>| matches!(part.body, PartType::Text(_) | PartType::Html(_));
    let written = |part: &MessagePart<'_>| !part.text_contents().unwrap_or_default().trim().is_empty();
    let html: Vec<_> = parsed.html_bodies().filter(is_body).filter(|part| written(part)).collect();
    let text: Vec<_> = parsed.text_bodies().filter(is_body).filter(|part| written(part)).collect();
    let bodies = if html.iter().any(|part| part.is_text_html()) { html } else { text };
    for (number, part) in bodies.into_iter().enumerate() {
        let ending = if part.is_text_html() { "html" } else { "txt" };
        let name = if number == 0 { format!("{BODY}.{ending}") } else { format!("{BODY} {}.{ending}", number + 1) };
        add(&name, part.contents())?;
    }
    for part in parsed.attachments() {
        if is_picture_of_the_page(part) {
            continue;
        }
        let named = part.attachment_name().map(str::to_owned);
        let subject = || part.message().and_then(|message| message.subject()).unwrap_or("message").replace('/', "-");
        let name = named.unwrap_or_else(|| match &part.body {
            PartType::Message(_) => format!("{}.eml", subject()),
            PartType::Html(_) => "part.html".to_owned(),
            PartType::Text(_) => "part.txt".to_owned(),
            _ => "part".to_owned(),
        });
        add(&name, part.contents())?;
    }
    let mut stated = Stated::default();
    if let Some(subject) = parsed.subject().map(str::trim).filter(|subject| !subject.is_empty()) {
        stated.says.push((Field::Title, subject.to_owned()));
    }
    if let Some(date) = parsed.date() {
        stated.says.push((Field::Published, format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)));
    }
    Ok((Message { parts, stated }, members))
}

/// Whether a part is a picture that the page of the message shows, and nothing that somebody attached.
fn is_picture_of_the_page(part: &MessagePart<'_>) -> bool {
    let picture = part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
    let attached = part.content_disposition().is_some_and(|said| said.is_attachment());
    picture && part.content_id().is_some() && !attached
}

impl Message {
    pub(super) fn part(&self, at: usize) -> &[u8] {
        self.parts.get(at).map_or(&[], Vec::as_slice)
    }
}
