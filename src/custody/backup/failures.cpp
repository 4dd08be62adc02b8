#include "custody/backup/failures.hpp"

namespace lofte::custody::backup {

void damaged(std::string const& name, std::string const& what) {
  throw Failure(FailureKind::damaged,
                {.code = "backup.damaged",
                 .message = "the backup's file " + name + " " + what,
                 .remedy = "put the file back from a copy of the backup, or use another backup"});
}

void too_new(std::string const& name) {
  throw Failure(FailureKind::too_new,
                {.code = "backup.too_new",
                 .message = "the backup's file " + name + " was written by a newer version",
                 .remedy = "start the version of lofte that wrote it; nothing has been changed"});
}

void another_store(std::string const& place) {
  throw Failure(FailureKind::conflict,
                {.code = "backup.another_store",
                 .message = place + " is a backup of another store",
                 .remedy = "choose the folder that belongs to this store, or a new one"});
}

void foreign_file(std::string const& place, std::string const& name) {
  throw Failure(FailureKind::conflict,
                {.code = "backup.foreign_file",
                 .message = place + " holds " + name + ", which is not of such a backup",
                 .remedy = "choose a folder of its own for each of the two planes' backups"});
}

}  // namespace lofte::custody::backup
