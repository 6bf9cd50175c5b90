//! stub
use crate::model::*;
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Circumstance { pub policy: PolicyId, pub reason: String, pub days: Days, pub target: Option<Minutes>, pub agreed_on: Option<Day>, pub reference: Option<String> }
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Vocabulary { pub types: Vec<(Word, String)>, pub categories: Vec<(Word, String)>, pub competences: Vec<(Word,String)>, pub cites: Vec<(Word,String)>, }
