//! A site in a temporary folder, and the program run on it.
#![allow(dead_code)]
