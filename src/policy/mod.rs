//! stub
#![allow(missing_docs, unused)]
use crate::model::*;
use crate::model::activity::Declared;
use std::collections::BTreeMap;
#[derive(Debug, Clone)]
pub struct Circumstance { pub policy: PolicyId, pub reason: String, pub days: Days, pub target: Option<Minutes>, pub agreed_on: Option<Day>, pub reference: Option<String> }
#[derive(Debug, Clone, Default)]
pub struct Vocabulary { pub types: Vec<(Word, String)>, pub categories: Vec<(Word, String)>, pub competences: Vec<(Word,String)>, pub cites: Vec<(Word,String)>, }
#[derive(Debug, Clone)]
pub struct Policy { pub id: PolicyId, pub title: String }
pub struct Record<'a> { pub key: &'a str, pub days: Days, pub minutes: Minutes, pub categories: &'a [CategoryPart], pub kind: Option<&'a Word>, pub planned: bool, pub draft: bool, pub example: bool, pub provider: Option<&'a str>, pub tags: &'a [String], pub competences: &'a [Word], pub declared: &'a BTreeMap<String, Declared>, pub reflection_words: usize, pub has_evidence: bool, pub supports_others: bool, pub has_plan: bool }
pub struct Records<'a>(Vec<Record<'a>>);
impl<'a> Records<'a> { pub fn new(v: Vec<Record<'a>>) -> Self { Self(v) } }
#[derive(Debug)]
pub struct Follow<'a> { pub policy: &'a Policy, pub joined: Option<Day>, pub cycle_start: Option<Day>, pub pinned: Option<&'a str>, pub circumstances: Vec<&'a Circumstance> }
impl Follow<'_> { pub fn periods(&self, earliest: Option<Day>, as_of: Day) -> Vec<Period> { vec![] } }
pub fn assess(follow: &Follow<'_>, period: &Period, records: &Records<'_>, as_of: Day) -> Assessment { todo!() }
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict { Met, Open, Short, Exempt, Silent, Unknown }
impl Verdict { pub fn word(self) -> &'static str { "x" } }
#[derive(Debug, Clone)]
pub struct Adjustment { pub target: Option<i64>, pub kind: &'static str, pub reason: Option<String>, pub words: String, pub reading: Option<String> }
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why { Capped, Future, Draft, Example, OutOfPeriod }
#[derive(Debug, Clone)]
pub struct Counted { pub record: usize, pub amount: i64 }
#[derive(Debug, Clone)]
pub struct Excluded { pub record: usize, pub amount: i64, pub reason: Why, pub by: Option<RuleId> }
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit { Minutes, Units, Points, Days, Count }
impl Unit { pub fn word(self) -> &'static str { "x" } }
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity { Must, Should, Advice }
impl Severity { pub fn word(self) -> &'static str { "x" } }
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin { BuiltIn, ChangedHere, OfThisSite }
impl Origin { pub fn word(self) -> &'static str { "x" } }
#[derive(Debug, Clone)]
pub struct RuleResult { pub id: RuleId, pub kind: &'static str, pub severity: Severity, pub unit: Unit, pub scale: i64, pub target: Option<i64>, pub limit: Option<i64>, pub achieved: i64, pub remaining: i64, pub verdict: Option<Verdict>, pub met_on: Option<Day>, pub clause: String, pub note: Option<String>, pub reading: Option<String>, pub title: String, pub arithmetic: String, pub counted: Vec<Counted>, pub excluded: Vec<Excluded> }
impl RuleResult { pub fn binds(&self) -> bool { true } }
#[derive(Debug, Clone)]
pub struct Assessment { pub policy: PolicyId, pub title: String, pub edition: String, pub origin: Origin, pub affiliation: String, pub period: Period, pub running: bool, pub verdict: Verdict, pub earned: Minutes, pub counted: Minutes, pub adjustment: Option<Adjustment>, pub rules: Vec<RuleResult>, pub excluded: Vec<Excluded>, pub pending: Vec<String>, pub silent: Vec<String> }
