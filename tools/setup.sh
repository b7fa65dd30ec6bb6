# Sourced by ./distill and ./test: brings what is missing on a Debian machine, and builds what has changed.
# Every step says what it does in one line on standard error; a step that has nothing to do says nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifacts=$root/artifacts
stamp=$artifacts/distill.stamp

# What the bridge, the data and the product need. make and g++ come with a C++ compiler on most machines, not on all.
product_packages=(libtorch-dev libgloo-dev libopenblas0-pthread libturbojpeg0-dev libpng16-16 dataset-fashion-mnist cmake make g++)
test_packages=(python3-torch python3-torchvision python3-numpy prometheus chromium)

# Nothing stays behind: no build server, no telemetry.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
build_options=(--configuration Release --nologo --verbosity minimal --disable-build-servers -p:UseSharedCompilation=false)

say() { echo "${0##*/}: $*" >&2; }

# fail CODE WHAT NEXT: what is wrong, and what to do.
fail() {
    echo "${0##*/}: $2" >&2
    echo "  $3" >&2
    exit "$1"
}

# Runs a function while no other ./distill or ./test of this working tree is setting up. The lock's descriptor is not
# handed on to what the function starts, so a process left behind cannot hold it.
with_lock() {
    { mkdir -p "$artifacts" && : >> "$artifacts/setup.lock"; } 2> /dev/null ||
        fail 2 "$artifacts cannot be written" "Give this user the rights to it, or copy $root to where you can write."
    exec 9>> "$artifacts/setup.lock"
    flock --nonblock 9 || { say "waiting for another set-up of this folder to end"; flock 9; }
    "$@"
    exec 9>&-
}

# Prints those of the packages that are not installed. Elsewhere than on Debian the build itself says what it lacks.
missing_packages() {
    command -v dpkg-query > /dev/null || return 0
    local installed package
    installed=" $(dpkg-query --show --showformat '${Package}=${db:Status-Status} ' "$@" 2> /dev/null || true)"
    for package in "$@"; do
        [[ $installed == *" $package=installed "* ]] || echo "$package"
    done
}

# Packages that this configuration does not take from Debian are left out: LibtorchPath names another libtorch.
wanted_packages() {
    local package
    for package in "$@"; do
        [[ $package == libtorch-dev && -n ${LibtorchPath:-} ]] || echo "$package"
    done
}

install_packages() {
    local missing command as_root=() log=$artifacts/setup.log
    mapfile -t missing < <(missing_packages "$@")
    (( ${#missing[@]} )) || return 0
    command="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
    if (( EUID != 0 )); then
        command -v sudo > /dev/null || fail 2 "these packages are missing, and this user may not install them: ${missing[*]}" "As root, run: $command"
        as_root=(sudo)
        [[ -t 0 ]] || as_root+=(--non-interactive)
        command="sudo ${command/&& /&& sudo }"
    fi
    say "installing ${missing[*]} (apt-get; log in $log)"
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    # An update that fails leaves the old lists, which may be good enough; the installation decides.
    "${as_root[@]}" apt-get --quiet update > "$log" 2>&1 9>&- || true
    if ! "${as_root[@]}" apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=600 install "${missing[@]}" >> "$log" 2>&1 9>&-; then
        tail -n 5 "$log" >&2
        fail 2 "these packages could not be installed: ${missing[*]}" "See above, and run: $command"
    fi
}

bring_packages() {
    local wanted
    mapfile -t wanted < <(wanted_packages "$@")
    [[ -z $(missing_packages "${wanted[@]}") ]] || with_lock install_packages "${wanted[@]}"
    command -v dotnet > /dev/null || fail 2 "dotnet is not installed, or not on the PATH" "Install the .NET SDK 10: https://dotnet.microsoft.com/download"
}

# A folder is newer than the stamp when a file in it has come or gone.
is_built() {
    [[ -f $stamp && $(< "$stamp") == "${LibtorchPath:-}" ]] || return 1
    [[ -f $artifacts/bin/Cli/release/distill.dll ]] || return 1
    [[ -z $(find "$root/src" "$root"/Directory.*.props "$root/tools" -newer "$stamp" -print -quit) ]]
}

# build WHAT: a project or the solution. The stamp bears the time from before, so that a file saved meanwhile counts as newer.
build() {
    local log=$artifacts/build.log begun=$artifacts/distill.stamp.new
    [[ ! -f $stamp || $(< "$stamp") == "${LibtorchPath:-}" ]] || rm -rf "$artifacts/native" # Another libtorch: another bridge.
    echo "${LibtorchPath:-}" > "$begun"
    rm -f "$stamp"
    if (cd "$root" && dotnet build "$1" "${build_options[@]}") > "$log" 2>&1 9>&-; then
        mv "$begun" "$stamp"
        return
    fi
    if grep -q 'error NU130[0-9]:' "$log"; then
        grep -m 3 'error NU130[0-9]:' "$log" >&2
        fail 2 "the .NET packages could not be fetched" "Check the network, and run: dotnet restore $root/Orchestrator.sln"
    fi
    # Compilers repeat their errors in a summary, which is cut off here.
    sed '/^Build FAILED/,$d' "$log" >&2
    fail 1 "the build has failed, as shown above" "Correct the errors, or go back to a version that builds. All of it: $log"
}

build_product() {
    is_built && return # Another process has built it while this one waited.
    say "building (the first time takes a minute or two)"
    build src/Cli
}
