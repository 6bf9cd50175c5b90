//! stub
#![allow(missing_docs)]
use crate::paths::SourcePath;
pub struct Root;
#[derive(Debug)]
pub enum ReadFault { Symlink, NotAFile, TooLarge{size:u64,limit:u64}, Other }
impl std::fmt::Display for ReadFault { fn fmt(&self, f:&mut std::fmt::Formatter<'_>)->std::fmt::Result { write!(f,"{self:?}") } }
impl Root { pub fn path(&self)->&std::path::Path { todo!() } pub fn read(&self,_:&SourcePath,_:u64)->Result<Vec<u8>,ReadFault>{todo!()} }
