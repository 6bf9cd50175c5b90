//! The program: everything is in the library's `cli`.

/// Pages are made of small texts by the million, on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cpdfolio::cli::main()
}
