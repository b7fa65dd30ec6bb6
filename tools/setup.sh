# Sourced by ./distill and ./test: brings what is missing on a Debian machine, and builds what has changed.
# Every step says what it does in one line on standard error; a step that has nothing to do says nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifacts=$root/artifacts
stamp=$artifacts/distill.stamp

# What the data and the product need beside the .NET packages, which bring libtorch.
product_packages=(libturbojpeg0 libpng16-16 libjemalloc2 dataset-fashion-mnist)
test_packages=(python3-torch python3-torchvision python3-numpy libopenblas0-pthread prometheus chromium)

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
    [[ -z $(missing_packages "$@") ]] || with_lock install_packages "$@"
    command -v dotnet > /dev/null || fail 2 "dotnet is not installed, or not on the PATH" "Install the .NET SDK 10: https://dotnet.microsoft.com/download"
}

# A memory allocator that keeps what a step has freed for the next one: `with_allocator COMMAND` runs the command with jemalloc, where it is
# installed and nobody has chosen another one. What it has freed stays its own. Huge pages took 55 MB more (docs/benchmarks.md, Memory).
with_allocator() {
    local library
    for library in /usr/lib/*-linux-gnu/libjemalloc.so.2 /usr/lib64/libjemalloc.so.2; do
        [[ -z ${LD_PRELOAD:-} && -f $library ]] || continue
        exec env LD_PRELOAD="$library" MALLOC_CONF="${MALLOC_CONF:-dirty_decay_ms:-1,muzzy_decay_ms:-1}" "$@"
    done
    exec "$@"
}

# libtorch stays where NuGet has put it, a folder that the build has noted; somebody may have emptied it.
has_libtorch() {
    local note=$artifacts/native/libtorch.folder
    [[ ! -s $note || -f $(< "$note")/libtorch_cpu.so ]]
}

# A folder is newer than the stamp when a file in it has come or gone.
is_built() {
    [[ -f $stamp && $(< "$stamp") == "${TorchDevice:-cpu}" ]] && has_libtorch || return 1
    [[ -f $artifacts/bin/Cli/release/distill.dll ]] || return 1
    [[ -z $(find "$root/src" "$root"/Directory.*.props "$root/tools" -newer "$stamp" -print -quit) ]]
}

# build WHAT: a project or the solution. The stamp bears the time from before, so that a file saved meanwhile counts as newer.
build() {
    local log=$artifacts/build.log begun=$artifacts/distill.stamp.new
    echo "${TorchDevice:-cpu}" > "$begun" # MSBuild takes it from the environment.
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
    say "building (the first time takes a minute or two, and fetches libtorch: 128 MB, 600 on disk)"
    build src/Cli
}
