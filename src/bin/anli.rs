//! The query program: arguments to the library, an exit code back.

fn main() -> std::process::ExitCode {
    anli::cli::start(anli::cli::anli)
}
