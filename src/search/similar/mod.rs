//! Comparable cases, and why they are comparable.

mod measure;

pub use measure::{Neighbourhood, Profile, Score};
