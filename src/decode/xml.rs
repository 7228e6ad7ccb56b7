//! The XML of the parts of Office files, event by event.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::allowance::Allowance;
use super::document::ReadError;
use super::format::Format;

/// Calls `each` with the events of the part `part`; of an empty element with its beginning and its end.
///
/// # Errors
///
/// What `each` says, and why the XML is none.
pub(super) fn each(
    xml: &str,
    format: Format,
    part: &str,
    allowance: &Allowance,
    mut each: impl FnMut(&Event<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().expand_empty_elements = true;
    loop {
        allowance.step(format)?;
        match reader.read_event() {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => each(&event)?,
            Err(e) => return Err(broken(format, &format!("{part}, byte {}", reader.error_position()), &e)),
        }
    }
}

/// Appends the text of an event, if it has any.
pub(super) fn push(event: &Event<'_>, out: &mut String) {
    match event {
        Event::Text(text) => out.push_str(&text.xml10_content()),
        Event::CData(text) => out.push_str(&text.xml10_content()),
        Event::GeneralRef(reference) => {
            if let Ok(text) = quick_xml::escape::unescape(&format!("&{};", &**reference)) {
                out.push_str(&text);
            }
        }
        _ => {}
    }
}

/// Calls `each` with the attributes of a tag, whatever their prefixes, as they stand there.
pub(super) fn attributes(tag: &BytesStart<'_>, mut each: impl FnMut(&str, &str)) {
    for attribute in tag.attributes().flatten() {
        each(attribute.key.local_name().as_ref(), &attribute.value);
    }
}

/// An attribute, whatever its prefix.
pub(super) fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
    Some(value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned))
}

/// The error for a part that cannot be read.
pub(super) fn broken(format: Format, part: &str, error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Broken(format, format!("{part}: {error}"))
}
