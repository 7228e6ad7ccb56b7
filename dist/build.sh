#!/usr/bin/env bash
# Makes the packages: a Python wheel, a Debian package and an archive, with their checksums, all in this folder.
#
# `dist/build.sh [wheel] [deb] [archive] [windows]`, the first three without a word. `windows` makes an archive of programs
# for Windows; it needs gcc of mingw-w64 and compiles everything once more. PROFILE names another profile than `dist`, for a
# quick try: PROFILE=dev takes what a debug build has made; OUT names another folder for the packages. What is missing is
# fetched: maturin from PyPI into a folder of its own, cargo-deb by cargo, the standard library for Windows by rustup.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
profile=${PROFILE:-dist}
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
wanted=("$@")
[ "${#wanted[@]}" -gt 0 ] || wanted=(wheel deb archive)
out=$(realpath -m "${OUT:-dist}")
mkdir -p "$out"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
host=$(rustc -vV | sed -n 's/^host: //p')

cargo build --locked --profile "$profile" --bins
case $profile in
    dev) built=$target/debug ;;
    *) built=$target/$profile ;;
esac

# What goes beside the programs: manual pages and completions in either language, and whose work is inside.
share=$PWD/dist/share
rm -rf "$share"
mkdir -p "$share/completions"
"$built/anli" --lang en manual "$share/man"
"$built/anli" --lang zh manual "$share/man/zh_CN"
for program in anli anli-index; do
    "$built/anli" completions bash --program "$program" >"$share/completions/$program.bash"
    "$built/anli" completions zsh --program "$program" >"$share/completions/_$program"
    "$built/anli" completions fish --program "$program" >"$share/completions/$program.fish"
done
python3 dist/third_party.py >"$share/THIRD-PARTY"
cp LICENSE-MIT LICENSE-APACHE NOTICE "$share"

for package in "${wanted[@]}"; do
    case $package in
        wheel)
            [ -x "$target/maturin/bin/maturin" ] || {
                python3 -m venv "$target/maturin"
                "$target/maturin/bin/pip" install --quiet --disable-pip-version-check 'maturin>=1.9,<2'
            }
            rm -f "$out"/anli-*.whl
            # The project of the wheel lies in this folder.
            (cd dist && CARGO_TARGET_DIR=$target "$target/maturin/bin/maturin" build --profile "$profile" --out "$out" 2>&1)
            ;;
        deb)
            command -v cargo-deb >/dev/null || cargo install --locked --quiet --version '^3' cargo-deb
            rm -f "$out"/anli_*.deb
            cargo deb --no-build --profile "$profile" --output "$out"
            ;;
        archive)
            name=anli-$version-$host
            rm -rf "$out/$name" "$out/$name.tar.gz"
            mkdir "$out/$name"
            cp "$built/anli" "$built/anli-index" README.md README.zh.md "$out/$name"
            cp -r "$share"/* "$out/$name"
            tar -C "$out" --owner=0 --group=0 --numeric-owner --sort=name -czf "$out/$name.tar.gz" "$name"
            rm -r "${out:?}/$name"
            ;;
        windows)
            system=x86_64-pc-windows-gnu
            command -v x86_64-w64-mingw32-gcc >/dev/null || {
                echo "dist/build.sh: no x86_64-w64-mingw32-gcc; install gcc-mingw-w64-x86-64-posix" >&2
                exit 2
            }
            rustup target list --installed | grep -qx "$system" || rustup target add "$system"
            cargo build --locked --profile "$profile" --target "$system" --bins
            programs=$target/$system/$profile
            [ "$profile" != dev ] || programs=$target/$system/debug
            name=anli-$version-$system
            rm -rf "$out/$name" "$out/$name.zip"
            mkdir "$out/$name"
            cp "$programs/anli.exe" "$programs/anli-index.exe" README.md README.zh.md "$out/$name"
            cp -r "$share"/* "$out/$name"
            "$built/anli" completions powershell >"$out/$name/completions/anli.ps1"
            rm -r "$out/$name/man"
            (cd "$out" && python3 -m zipfile -c "$name.zip" "$name")
            rm -r "${out:?}/$name"
            ;;
        *)
            echo "dist/build.sh: there is no package “$package”: wheel, deb, archive, windows" >&2
            exit 2
            ;;
    esac
done

cd "$out"
rm -f SHA256SUMS
find . -maxdepth 1 -type f \( -name '*.whl' -o -name '*.deb' -o -name '*.tar.gz' -o -name '*.zip' \) -printf '%f\n' | sort |
    xargs sha256sum >SHA256SUMS
cat SHA256SUMS
