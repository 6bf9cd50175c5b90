//! Rust sources, as far as the ladder needs them: what a file defines, what it imports, and which
//! paths it names. Comments, strings and tests are left out first.

use std::collections::BTreeSet;

/// One `use` of a name: `use crate::a::{b as c}` is `c` for `crate::a::b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub name: String,
    pub path: Vec<String>,
    pub line: usize,
    pub is_public: bool,
}

/// A path of two names or more, outside `use`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub names: Vec<String>,
    pub line: usize,
}

/// What a file says.
#[derive(Debug, Default)]
pub struct Source {
    /// Functions, types, constants and macros of the file itself, and what its macros may define.
    pub defined: Vec<String>,
    pub imports: Vec<Import>,
    pub paths: Vec<Path>,
    /// The first name of each path, also of those with one name only.
    pub used: BTreeSet<String>,
    /// Child modules that only tests have.
    pub test_modules: Vec<String>,
    /// Child modules written inside the file, with the line.
    pub inline_modules: Vec<(String, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    text: String,
    line: usize,
}

impl Token {
    fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Reads the text of a file.
pub fn read(text: &str) -> Source {
    let mut source = Source::default();
    let tokens = without_tests(tokens(text), &mut source.test_modules);
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        let is_path_start = tokens[at].is_name() && !before(&tokens, at, "::") && !before(&tokens, at, ".");
        match tokens[at].text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            "use" => {
                let is_public = before(&tokens, at, "pub") || before(&tokens, at, ")");
                at = imports(&tokens, at + 1, &[], is_public, &mut source.imports);
                continue;
            }
            _ if is_path_start => {
                if depth == 0 {
                    define(&tokens, at, &mut source);
                }
                let (names, next) = path(&tokens, at);
                source.used.insert(names[0].clone());
                if names.len() > 1 {
                    source.paths.push(Path { names, line: tokens[at].line });
                }
                at = next;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    source
}

fn before(tokens: &[Token], at: usize, text: &str) -> bool {
    at > 0 && tokens[at - 1].text == text
}

fn is(tokens: &[Token], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|t| t.text == text)
}

/// The path that starts here, and what follows it.
fn path(tokens: &[Token], at: usize) -> (Vec<String>, usize) {
    let mut names = vec![tokens[at].text.clone()];
    let mut next = at + 1;
    while is(tokens, next, "::") && tokens.get(next + 1).is_some_and(Token::is_name) {
        names.push(tokens[next + 1].text.clone());
        next += 2;
    }
    (names, next)
}

/// Notes what the item defines whose word stands here.
fn define(tokens: &[Token], at: usize, source: &mut Source) {
    let Some(name) = tokens.get(at + 1) else { return };
    match tokens[at].text.as_str() {
        "mod" if is(tokens, at + 2, "{") => source.inline_modules.push((name.text.clone(), name.line)),
        "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union" if name.is_name() => {
            source.defined.push(name.text.clone());
        }
        "macro_rules" if tokens.len() > at + 2 => source.defined.push(tokens[at + 2].text.clone()),
        // A macro of ours may define every name that it is given.
        _ if name.text == "!" && tokens.len() > at + 2 => {
            let end = closed(tokens, at + 2);
            source.defined.extend(tokens[at + 2..end].iter().filter(|t| t.is_name()).map(|t| t.text.clone()));
        }
        _ => {}
    }
}

/// The names of a tree of `use`; gives the place after it.
fn imports(tokens: &[Token], mut at: usize, prefix: &[String], is_public: bool, all: &mut Vec<Import>) -> usize {
    let mut path = prefix.to_vec();
    while let Some(token) = tokens.get(at) {
        at += 1;
        if token.text == "{" {
            while !is(tokens, at, "}") && at < tokens.len() {
                at = imports(tokens, at, &path, is_public, all);
                at += usize::from(is(tokens, at, ","));
            }
            return at + 1;
        }
        if token.text == "*" {
            all.push(Import { name: "*".into(), path, line: token.line, is_public });
            return at;
        }
        if token.is_name() {
            path.push(token.text.clone());
            if !is(tokens, at, "::") {
                if path.last().is_some_and(|n| n == "self") && path.len() > 1 {
                    path.pop();
                }
                let mut name = path.last().cloned().unwrap_or_default();
                if is(tokens, at, "as") && at + 1 < tokens.len() {
                    name.clone_from(&tokens[at + 1].text);
                    at += 2;
                }
                all.push(Import { name, path, line: token.line, is_public });
                return at;
            }
        }
    }
    at
}

/// The tokens outside `#[cfg(test)]`.
fn without_tests(tokens: Vec<Token>, test_modules: &mut Vec<String>) -> Vec<Token> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut left = vec![];
    let mut at = 0;
    while at < tokens.len() {
        if !TEST.iter().enumerate().all(|(n, text)| is(&tokens, at + n, text)) {
            left.push(tokens[at].clone());
            at += 1;
            continue;
        }
        at += TEST.len();
        while is(&tokens, at, "#") {
            at = closed(&tokens, at + 1);
        }
        let end = item_end(&tokens, at);
        if let Some(module) = tokens[at..end].iter().position(|t| t.text == "mod") {
            test_modules.push(tokens[at + module + 1].text.clone());
        }
        at = end;
    }
    left
}

/// The place after the brackets that open here.
fn closed(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0;
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The place after the item that starts here.
fn item_end(tokens: &[Token], mut at: usize) -> usize {
    let ends_in_semicolon = tokens[at..].iter().find_map(|t| match t.text.as_str() {
        "use" | "const" | "static" | "type" | "let" => Some(true),
        "fn" | "mod" | "impl" | "struct" | "enum" | "trait" => Some(false),
        _ => None,
    });
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            ";" => return at + 1,
            "{" | "(" | "[" => {
                let is_body = tokens[at].text == "{" && ends_in_semicolon != Some(true);
                at = closed(tokens, at);
                if is_body {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

/// Names and signs, with their lines; no comments, no strings, no numbers.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = vec![];
    let mut at = 0;
    let mut line = 1;
    while at < chars.len() {
        let start = at;
        let next = chars.get(at + 1).copied();
        match chars[at] {
            '/' if next == Some('/') => at = until(&chars, at, |c| c == '\n'),
            '/' if next == Some('*') => at = comment_end(&chars, at),
            '"' => at = string_end(&chars, at),
            'r' | 'b' if string_start(&chars, at).is_some() => {
                let (quote, hashes) = string_start(&chars, at).unwrap();
                let is_raw = chars[at..quote].contains(&'r');
                at = if is_raw { raw_end(&chars, quote, hashes) } else { string_end(&chars, quote) };
            }
            '\'' if next == Some('\\') => at = until(&chars, at + 3, |c| c == '\'') + 1,
            '\'' if chars.get(at + 2) == Some(&'\'') => at += 3,
            '\'' => at += 1,
            ':' if next == Some(':') => {
                at += 2;
                tokens.push(Token { text: "::".into(), line });
            }
            c if c.is_alphabetic() || c == '_' => {
                at = until(&chars, at, |c| !c.is_alphanumeric() && c != '_');
                tokens.push(Token { text: chars[start..at].iter().collect(), line });
            }
            c if c.is_ascii_digit() => at = until(&chars, at, |c| !c.is_alphanumeric() && c != '_'),
            c => {
                at += 1;
                if !c.is_whitespace() {
                    tokens.push(Token { text: c.into(), line });
                }
            }
        }
        at = at.min(chars.len());
        line += chars[start..at].iter().filter(|c| **c == '\n').count();
    }
    tokens
}

fn until(chars: &[char], from: usize, ends: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|n| ends(chars[*n])).unwrap_or(chars.len())
}

fn comment_end(chars: &[char], from: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn string_end(chars: &[char], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Where the quote of `r"`, `r#"`, `b"` or `br##"` stands, and how many hashes it has.
fn string_start(chars: &[char], from: usize) -> Option<(usize, usize)> {
    let letters = chars[from..].iter().take(2).take_while(|c| matches!(c, 'r' | 'b')).count();
    let hashes = chars[from + letters..].iter().take_while(|c| **c == '#').count();
    let quote = from + letters + hashes;
    let is_raw = chars[from..from + letters].contains(&'r');
    (chars.get(quote) == Some(&'"') && (hashes == 0 || is_raw)).then_some((quote, hashes))
}

fn raw_end(chars: &[char], quote: usize, hashes: usize) -> usize {
    let closes = |n: &usize| chars[*n] == '"' && chars[n + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
    (quote + 1..chars.len()).find(closes).map_or(chars.len(), |n| n + 1 + hashes)
}

#[test]
fn comments_strings_and_tests_are_left_out() {
    let text = r##"
        //! `crate::a::A` in a comment
        /* crate::b::B /* crate::c::C */ crate::d::D */
        const TEXT: &str = "crate::e::E \" crate::f::F";
        const RAW: &str = r#"crate::g::G " crate::h::H"#;
        const QUOTE: char = '"';
        fn f<'a>(x: &'a str) -> crate::i::I { '\''; crate::j::j(x) }
        #[cfg(test)]
        use crate::k::K;
        #[cfg(test)]
        #[allow(dead_code)]
        mod tests { use crate::l::L; fn m() { crate::m::m() } }
        #[cfg(test)]
        mod outside;
        struct After(crate::n::N);
    "##;
    let source = read(text);
    let paths: Vec<String> = source.paths.iter().map(|p| p.names.join("::")).collect();
    assert_eq!(paths, ["crate::i::I", "crate::j::j", "crate::n::N"]);
    assert_eq!(source.paths[2].line, 15);
    assert_eq!(source.imports, []);
    assert_eq!(source.defined, ["TEXT", "RAW", "QUOTE", "f", "After"]);
    assert_eq!(source.test_modules, ["tests", "outside"]);
}

#[test]
fn trees_of_use_are_read_with_groups_and_renames() {
    let text = "use crate::{a::{self, A, b::*}, c as d};\npub(crate) use self::e::E;\npub use super::f;\nuse std::fmt;";
    let source = read(text);
    let shown: Vec<String> = source
        .imports
        .iter()
        .map(|i| format!("{}{}={}", if i.is_public { "pub " } else { "" }, i.name, i.path.join("::")))
        .collect();
    let wanted = ["a=crate::a", "A=crate::a::A", "*=crate::a::b", "d=crate::c"];
    assert_eq!(shown[..4], wanted);
    assert_eq!(shown[4..], ["pub E=self::e::E", "pub f=super::f", "fmt=std::fmt"]);
    assert_eq!(source.imports[5].line, 3);
}
