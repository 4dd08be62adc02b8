// A token of SoftHSM 2 in a folder of its own, gone when it dies. One at a time in a process: the
// module reads where its tokens are from the environment.
#pragma once

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace lofte::custody::token {

class SoftHsm {
 public:
  static constexpr char const* pin = "5294";

  SoftHsm() {
    std::string pattern = std::filesystem::temp_directory_path() / "lofte-token-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ / "tokens");
    std::ofstream(folder_ / "softhsm2.conf")
        << "directories.tokendir = " << (folder_ / "tokens").string()
        << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
    add_token("lofte");
    write_pin(pin);
  }
  SoftHsm(SoftHsm const&) = delete;
  SoftHsm& operator=(SoftHsm const&) = delete;
  ~SoftHsm() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::filesystem::path const& folder() const { return folder_; }
  std::filesystem::path pin_file() const { return folder_ / "pin"; }
  static std::filesystem::path module() {
    for (char const* path : {"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm.so",
                             "/usr/local/lib/softhsm/libsofthsm2.so"}) {
      if (std::filesystem::exists(path)) {
        return path;
      }
    }
    throw std::runtime_error("SoftHSM 2 is not there: install softhsm2 (script/packages.txt)");
  }
  std::string uri(std::string const& token = "lofte") const {
    return "pkcs11:token=" + token + "?module-path=" + module().string() +
           "&pin-source=file:" + pin_file().string();
  }

  void write_pin(std::string const& text) const {
    std::ofstream(pin_file()) << text << "\n";
    ::chmod(pin_file().c_str(), 0600);
  }
  // What follows needs that no module is loaded.
  void add_token(std::string const& label) const { initialise("--free", label); }
  void initialise_anew(std::string const& label) const { initialise("--token " + label, label); }

 private:
  static void initialise(std::string const& which, std::string const& label) {
    std::string const command = "softhsm2-util --init-token " + which + " --label " + label +
                                " --so-pin 87654321 --pin " + pin + " >&2 2>/dev/null";
    if (std::system(command.c_str()) != 0) {
      throw std::runtime_error("softhsm2-util can't make a token: is softhsm2 installed?");
    }
  }

  std::filesystem::path folder_;
};

}  // namespace lofte::custody::token
