// lofte backup, lofte restore and lofte keys …
#include "custody/backup/key_copy.hpp"
#include "edge/cli/command_line.hpp"

namespace lofte::edge::cli {

namespace {

void add_life(CLI::App& app, std::optional<unsigned>& days) {
  app.add_option_function<unsigned>(
         "--life-days", [&days](unsigned count) { days = count; },
         "how long the copy lives; 7 otherwise, or as the server was told")
      ->check(CLI::Range(1, custody::backup::copy_life_days_max));
}

void add_backup(Line& line) {
  auto const data = line.add<BackupOptions>(
      line.app, "backup", "Back up the data plane: what is new since the last time", backup,
      "  lofte backup /mnt/backup/data --data data\n"
      "Also while a server has the data folder open. The backup can be read only with the key "
      "plane,\nand may be any age.");
  data.app->add_option("DIR", data.options->into, "the backup's folder")->required();
  add_data(*data.app, data.options->data);
  add_json(*data.app, data.options->format);
}

void add_keys_backup(Line& line, CLI::App& under) {
  auto const keys = line.add<BackupOptions>(
      under, "backup", "Copy the key plane with its root keys, and destroy old copies", keys_backup,
      "  lofte keys backup /mnt/keys --data data --life-days 7\n"
      "  lofte keys backup /mnt/keys --data data --recovery-key lofte-recovery+…\n"
      "Whoever has a copy can read all that was held, and needs the recovery key too if it is "
      "sealed to\none: keep it apart from the data's backups, and nowhere that keeps it for longer "
      "than its life.");
  keys.app->add_option("DIR", keys.options->into, "the copies' folder")->required();
  add_data(*keys.app, keys.options->data);
  add_life(*keys.app, keys.options->life_days);
  keys.app
      ->add_option("--recovery-key", keys.options->recovery_key,
                   "what the copy is sealed to, as lofte keys recovery-key prints it; in the clear "
                   "otherwise, or as the server was told")
      ->type_name("PUBLIC");
  add_json(*keys.app, keys.options->format);
}

void add_restore(Line& line) {
  auto const [app, options] = line.add<RestoreOptions>(
      line.app, "restore", "Restore a data folder from backups of both planes", restore,
      "  lofte restore --data new --keys /mnt/keys --backup /mnt/backup/data\n"
      "  lofte restore --data data --backup /mnt/backup/data\n"
      "Without --keys the key plane of the folder stays, and data that it lacks is put back.\n"
      "Exit status 1 says that some of what is held was in no backup.");
  add_data(*app, options->data);
  app->add_option("--keys", options->keys, "the folder of copies of the key plane")
      ->type_name("DIR");
  app->add_option("--backup", options->backup, "the backup of the data plane")
      ->required()
      ->type_name("DIR");
  app->add_option("--recovery-key", options->recovery_key,
                  "the file of the recovery key that the copy is sealed to")
      ->type_name("FILE");
  add_virtual_clock(*app, options->virtual_clock);
  add_json(*app, options->format);
}

void add_recovery_key(Line& line, CLI::App& under) {
  auto const made = line.add<RecoveryKeyOptions>(
      under, "recovery-key", "Make a key that copies of the key plane can be sealed to",
      make_recovery_key,
      "  lofte keys recovery-key recovery.key\n"
      "Writes the secret half, and prints the public half for --recovery-key. Keep the file away "
      "from\nthe server, in more than one place: without it, a copy sealed to it restores "
      "nothing.");
  made.app->add_option("FILE", made.options->file, "the file that is made")->required();
}

void add_move_root(Line& line, CLI::App& under) {
  auto const moved = line.add<MoveRootOptions>(
      under, "move-root", "Move the root key into a PKCS#11 token, or back into a file", move_root,
      "  lofte keys move-root 'pkcs11:token=lofte?module-path=/usr/lib/softhsm/libsofthsm2.so"
      "&pin-source=file:/etc/lofte/pin' --data data\n"
      "  lofte keys move-root file --data data\n"
      "The root key is replaced at once, so that what is left of the old one opens nothing. When "
      "the "
      "token\nhas the folder's keys already, only the way to it is noted.");
  moved.app->add_option("PLACE", moved.options->place, "the URI of a token, or `file`")->required();
  add_data(*moved.app, moved.options->data);
}

}  // namespace

void add_key_commands(Line& line) {
  add_backup(line);
  add_restore(line);
  CLI::App* const keys =
      line.app.add_subcommand("keys", "Copy the key plane, or move its root key");
  keys->require_subcommand(1);
  add_keys_backup(line, *keys);
  add_recovery_key(line, *keys);
  add_move_root(line, *keys);
}

}  // namespace lofte::edge::cli
