// What several of the backup's files say when a backup can't be used.
#pragma once

#include <string>

#include "base/failure.hpp"

namespace lofte::custody::backup {

// "backup.damaged": `name` is not what was written; `what` says how it shows.
[[noreturn]] void damaged(std::string const& name, std::string const& what);
// "backup.too_new".
[[noreturn]] void too_new(std::string const& name);
// "backup.another_store".
[[noreturn]] void another_store(std::string const& place);
// "backup.foreign_file": a backup's folder holds nothing else.
[[noreturn]] void foreign_file(std::string const& place, std::string const& name);

}  // namespace lofte::custody::backup
