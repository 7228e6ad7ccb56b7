//! Paths in JSON: as text where they are text, else as their bytes, so that every name comes back as it was.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{SeqAccess, Visitor};
use serde::{Deserializer, Serializer};

pub(super) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    match path.to_str() {
        Some(text) => serializer.serialize_str(text),
        None => serializer.collect_seq(path.as_os_str().as_encoded_bytes()),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    deserializer.deserialize_any(Written)
}

/// A path as it is written: text, or the bytes of a name that is not UTF-8.
struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = PathBuf;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path")
    }

    fn visit_str<E>(self, text: &str) -> Result<PathBuf, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<PathBuf, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = list.next_element()? {
            bytes.push(byte);
        }
        Ok(from_bytes(bytes))
    }
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// The same for a path that may be missing.
pub(super) mod option {
    use super::{Deserializer, PathBuf, Serializer};

    #[expect(clippy::ref_option, reason = "the signature that serde asks for")]
    pub(in crate::index) fn serialize<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
        match path {
            Some(path) => super::serialize(path, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(in crate::index) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<PathBuf>, D::Error> {
        super::deserialize(deserializer).map(Some)
    }
}

/// The same for a list.
pub(super) mod list {
    use serde::{Deserialize, Serialize};

    use super::{Deserializer, Path, PathBuf, Serializer};

    #[derive(Serialize)]
    struct Out<'a>(#[serde(serialize_with = "super::serialize")] &'a Path);

    #[derive(Deserialize)]
    struct In(#[serde(deserialize_with = "super::deserialize")] PathBuf);

    pub(in crate::index) fn serialize<S: Serializer>(list: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|path| Out(path)))
    }

    pub(in crate::index) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
        Ok(Vec::<In>::deserialize(deserializer)?.into_iter().map(|In(path)| path).collect())
    }
}

/// The same for folders with their times.
pub(super) mod timed {
    use serde::{Deserialize, Serialize};

    use super::{Deserializer, Path, PathBuf, Serializer};

    #[derive(Serialize)]
    struct Out<'a>(#[serde(serialize_with = "super::serialize")] &'a Path, u64);

    #[derive(Deserialize)]
    struct In(#[serde(deserialize_with = "super::deserialize")] PathBuf, u64);

    pub(in crate::index) fn serialize<S: Serializer>(
        list: &[(PathBuf, u64)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|(path, time)| Out(path, *time)))
    }

    pub(in crate::index) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(PathBuf, u64)>, D::Error> {
        let list = Vec::<In>::deserialize(deserializer)?;
        Ok(list.into_iter().map(|In(path, time)| (path, time)).collect())
    }
}
