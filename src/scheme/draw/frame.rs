//! The frame of a draw: everything that decides it but the value. Its text is published before the value exists;
//! the SHA-256 of the text is the commitment.

use super::ticket::VERSION;
use crate::hash::sha256;
use crate::model::time::parse_day;
use crate::scheme::sample::{Share, Source, SourceKind};

/// The name of the file.
pub(crate) const FILE: &str = "frame.txt";

/// A part of the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stratum {
    /// Its name.
    pub name: String,
    /// Is it drawn as a whole?
    pub take_all: bool,
    /// How many are drawn.
    pub quota: usize,
    /// In ascending order.
    pub tokens: Vec<String>,
}

/// What decides a draw, but for the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Its name.
    pub name: String,
    /// Where the value comes from.
    pub source: Source,
    /// How many are drawn.
    pub share: Share,
    /// No stratum with members gets fewer.
    pub least: usize,
    /// How many stand ready in each stratum.
    pub reserves: usize,
    /// By name.
    pub strata: Vec<Stratum>,
}

impl Frame {
    /// Puts the tokens in order and works out the quotas.
    pub(crate) fn new(
        name: &str,
        source: Source,
        share: Share,
        least: usize,
        reserves: usize,
        strata: Vec<Stratum>,
    ) -> Self {
        let mut frame = Self { name: name.to_owned(), source, share, least, reserves, strata };
        frame.strata.sort_by(|a, b| a.name.cmp(&b.name));
        for stratum in &mut frame.strata {
            stratum.tokens.sort();
        }
        let quotas = frame.quotas();
        for (stratum, quota) in frame.strata.iter_mut().zip(quotas) {
            stratum.quota = quota;
        }
        frame
    }

    /// How many of each stratum are drawn: those to be drawn as a whole beside the sample; the sample shared by largest
    /// remainder, of equal remainders the first name; then the least number of each.
    fn quotas(&self) -> Vec<usize> {
        let sizes: Vec<usize> = self.strata.iter().map(|s| if s.take_all { 0 } else { s.tokens.len() }).collect();
        let all: usize = sizes.iter().sum();
        let shared = match &self.share {
            Share::Size(size) => largest_remainder((*size).min(all), &sizes),
            Share::Part(n, of) => {
                let size = (all as u128 * u128::from(*n)).div_ceil(u128::from(*of).max(1));
                largest_remainder(usize::try_from(size).unwrap_or(all).min(all), &sizes)
            }
            Share::Quotas(list) => {
                let of = |s: &Stratum| list.iter().find(|(name, _)| *name == s.name).map_or(0, |(_, n)| *n);
                self.strata.iter().map(of).collect()
            }
        };
        let quota = |(n, s): (usize, &Stratum)| {
            if s.take_all { s.tokens.len() } else { shared[n].max(self.least).min(s.tokens.len()) }
        };
        self.strata.iter().enumerate().map(quota).collect()
    }

    /// The text that is committed to.
    pub(crate) fn text(&self) -> String {
        let s = &self.source;
        let share = match &self.share {
            Share::Size(n) => format!("size {n}"),
            Share::Part(n, of) => format!("share {n}/{of}"),
            Share::Quotas(_) => "quotas".to_owned(),
        };
        let mut out = format!(
            "{VERSION}\ndraw {}\nkind {}\nsource {}\ntime {}\nfallback {}\nsample {share}\nleast {}\nreserves {}\n",
            self.name,
            s.kind.word(),
            s.name,
            s.time,
            s.fallback,
            self.least,
            self.reserves,
        );
        for stratum in &self.strata {
            let how = if stratum.take_all { "take-all" } else { "sample" };
            out.push_str(&format!("stratum {how} {} of {} {}\n", stratum.quota, stratum.tokens.len(), stratum.name));
            for token in &stratum.tokens {
                out.push_str(token);
                out.push('\n');
            }
        }
        out
    }

    /// The commitment: the SHA-256 of the text.
    pub(crate) fn commitment(&self) -> String {
        sha256(&self.text())
    }

    /// Reads a frame. What does not follow from the rest (quotas, order) or is written in another way is a fault.
    pub(crate) fn read(text: &str) -> Result<Self, FrameFault> {
        let frame = parsed(text)?;
        let again = Self::new(
            &frame.name,
            frame.source.clone(),
            frame.share.clone(),
            frame.least,
            frame.reserves,
            frame.strata.clone(),
        );
        if let Some(stratum) = again.strata.iter().find(|s| s.tokens.windows(2).any(|two| two[0] == two[1])) {
            return Err(FrameFault { line: 0, what: format!("a token stands twice in {}", stratum.name) });
        }
        let written = again.text();
        if written == text {
            return Ok(again);
        }
        let mut lines = text.split('\n').zip(written.split('\n'));
        let line = lines.position(|(a, b)| a != b).map_or(1, |n| n + 1);
        let wanted = written.split('\n').nth(line - 1).unwrap_or_default();
        Err(FrameFault { line, what: format!("by the rules of the draw this line is `{wanted}`") })
    }
}

/// Why a text is no frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FrameFault {
    /// From 1; 0 where it is not of one line.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl std::fmt::Display for FrameFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.line == 0 { f.write_str(&self.what) } else { write!(f, "line {}: {}", self.line, self.what) }
    }
}

fn parsed(text: &str) -> Result<Frame, FrameFault> {
    let mut lines = text.lines().enumerate().map(|(n, line)| (n + 1, line)).peekable();
    let mut next = |key: &str| {
        let (line, found) = lines.next().unwrap_or_default();
        let value =
            if key.is_empty() { Some(found) } else { found.strip_prefix(key).and_then(|v| v.strip_prefix(' ')) };
        value.map(|v| (line, v.to_owned())).ok_or_else(|| FrameFault { line, what: format!("here stands `{key} …`") })
    };
    let (line, version) = next("")?;
    if version != VERSION {
        return Err(FrameFault { line, what: format!("the first line is `{VERSION}`") });
    }
    let name = next("draw")?.1;
    let (line, kind) = next("kind")?;
    let kind = match kind.as_str() {
        "public" => SourceKind::Public,
        "dice" => SourceKind::Dice,
        _ => return Err(FrameFault { line, what: "the kind is `public` or `dice`".to_owned() }),
    };
    let source = next("source")?.1;
    let (line, time) = next("time")?;
    let day = time.get(..10).and_then(parse_day);
    let day = day.ok_or_else(|| FrameFault { line, what: "the time begins with a day".to_owned() })?;
    let fallback = next("fallback")?.1;
    let source = Source { name: source, time, day, fallback, kind };
    let (share_line, share) = next("sample")?;
    let number = |(line, text): (usize, String)| {
        text.parse::<usize>().map_err(|_| FrameFault { line, what: "here stands a number".to_owned() })
    };
    let least = number(next("least")?)?;
    let reserves = number(next("reserves")?)?;
    let strata = strata(lines)?;
    let share = match share.split_once(' ') {
        Some(("size", n)) => n.parse().ok().map(Share::Size),
        Some(("share", part)) => {
            part.split_once('/').and_then(|(n, of)| Some(Share::Part(n.parse().ok()?, of.parse().ok()?)))
        }
        None if share == "quotas" => {
            let sampled = strata.iter().filter(|s| !s.take_all);
            Some(Share::Quotas(sampled.map(|s| (s.name.clone(), s.quota)).collect()))
        }
        _ => None,
    };
    let share =
        share.ok_or_else(|| FrameFault { line: share_line, what: "here stands `sample size 30`".to_owned() })?;
    Ok(Frame { name, source, share, least, reserves, strata })
}

fn strata<'t>(lines: impl Iterator<Item = (usize, &'t str)>) -> Result<Vec<Stratum>, FrameFault> {
    let mut all: Vec<Stratum> = vec![];
    for (line, text) in lines {
        let fault = |what: &str| FrameFault { line, what: what.to_owned() };
        if let Some(head) = text.strip_prefix("stratum ") {
            let parts: Vec<&str> = head.splitn(5, ' ').collect();
            let [how @ ("sample" | "take-all"), quota, "of", _, name] = parts[..] else {
                return Err(fault("a stratum is told as `stratum sample 3 of 60 MIET`"));
            };
            let quota = quota.parse().map_err(|_| fault("a quota is a number"))?;
            all.push(Stratum { name: name.to_owned(), take_all: how == "take-all", quota, tokens: vec![] });
            continue;
        }
        let is_token = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        match all.last_mut() {
            Some(stratum) if is_token => stratum.tokens.push(text.to_owned()),
            Some(_) => return Err(fault("a token has 32 digits of 0 to 9 and a to f")),
            None => return Err(fault("a token stands in a stratum")),
        }
    }
    Ok(all)
}

/// Shares a whole number in proportion to sizes, by largest remainder; of equal remainders the first.
pub(crate) fn largest_remainder(size: usize, sizes: &[usize]) -> Vec<usize> {
    let all: u128 = sizes.iter().map(|n| *n as u128).sum();
    if all == 0 {
        return vec![0; sizes.len()];
    }
    let exact = |n: &usize| *n as u128 * size as u128;
    let mut shares: Vec<usize> = sizes.iter().map(|n| usize::try_from(exact(n) / all).unwrap_or(0)).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|n| (std::cmp::Reverse(exact(&sizes[*n]) % all), *n));
    let left = size - shares.iter().sum::<usize>();
    for n in order.into_iter().take(left) {
        shares[n] += 1;
    }
    shares
}
