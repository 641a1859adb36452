# What the scripts share: read by them, never run. Debian packages that are missing are installed, or named when there is no right to.

say() { printf '» %s\n' "$*"; }
has() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1" >/dev/null 2>&1; }

packages=()
need() { # need <package> <check…>: the package is missing when the check fails
  local package=$1; shift
  "$@" || packages+=("$package")
}

install_needed() { # installs what `need` found missing
  ((${#packages[@]})) || return 0
  local root=() log
  if ((EUID != 0)); then
    if has sudo && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
      root=(sudo)
    else
      printf 'Thiếu các gói Debian và không có quyền cài. Hãy chạy bằng quyền quản trị / Missing Debian packages, no right to install them. As an administrator run:\n  apt-get install -y --no-install-recommends %s\n' "${packages[*]}" >&2
      exit 1
    fi
  fi
  if ! has apt-get; then
    printf 'Cần các gói sau (tên theo Debian) / These are needed (names as in Debian): %s\n' "${packages[*]}" >&2
    exit 1
  fi
  say "Cài các gói Debian / installing Debian packages: ${packages[*]}"
  log=$(mktemp)
  apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; echo "apt-get $* failed" >&2; exit 1; }; }
  apt update
  apt install -y --no-install-recommends "${packages[@]}"
  rm -f "$log"
}

# The programs of an npm lock file, installed when it is not what was installed last.
npm_install() {
  local folder=$1 stamp=$1/node_modules/.installed
  if [[ -f $stamp ]] && cmp -s "$folder/package-lock.json" "$stamp"; then return; fi
  say "Cài gói npm / installing npm packages: $folder"
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
  cp "$folder/package-lock.json" "$stamp"
}

# Styles and scripts of the portal, built when their sources changed.
portal_assets() {
  local portal=services/portal sources
  npm_install $portal
  sources=$(cat "$portal/package-lock.json" "$portal/package.json" "$portal"/assets/src/* | sha256sum | cut -d' ' -f1)
  if [[ ! -f $portal/assets/dist/portal.css || "$(cat "$portal/node_modules/.built" 2>/dev/null)" != "$sources" ]]; then
    say "Dựng giao diện / building the portal's styles and scripts"
    (cd $portal && npm run --silent build)
    printf '%s' "$sources" >"$portal/node_modules/.built"
  fi
}

# The programs of a Python requirements file (every one with its hash), in a folder of this user; prints where they are.
python_tools() { # python_tools <requirements> <name>
  local folder=${XDG_CACHE_HOME:-$HOME/.cache}/congtam/$2
  if ! cmp -s "$1" "$folder/.installed"; then
    say "Cài công cụ Python / installing Python tools: $1" >&2
    rm -rf "$folder"
    python3 -m venv "$folder" >&2
    "$folder/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$1" >&2
    cp "$1" "$folder/.installed"
  fi
  printf '%s/bin' "$folder"
}
