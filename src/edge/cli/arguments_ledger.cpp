// lofte ledger … and lofte receipt …
#include "edge/cli/command_line.hpp"

namespace lofte::edge::cli {

namespace {

template <typename Options>
void add_log_source(CLI::App& app, Options& options) {
  app.add_option("SOURCE", options.source,
                 "a data folder, a folder filled by lofte ledger export, or the address of a log: "
                 "https://shop.example/ledger")
      ->required();
  app.add_option("--checkpoint-key,--key", options.key,
                 "the key that signs checkpoints, as lofte ledger key prints it; a data folder has "
                 "its own")
      ->type_name("KEY");
  app.add_option("--ca-file", options.ca_file,
                 "who vouches for the server of an https address, PEM; the system's otherwise")
      ->type_name("FILE");
}

void add_ledger_reading(Line& line, CLI::App& ledger) {
  auto const shown = line.add<LedgerOptions>(
      ledger, "show", "Print entries: what the shop did by itself, and opaque ones of people",
      show_ledger, "  lofte ledger show --data data --from 0 --count 100");
  add_data(*shown.app, shown.options->data);
  shown.app->add_option("--from", shown.options->from, "the first entry")->capture_default_str();
  shown.app->add_option("--count", shown.options->count, "how many")->capture_default_str();
  add_json(*shown.app, shown.options->format);
  auto const key = line.add<FolderOptions>(ledger, "key", "Print the key that signs checkpoints",
                                           show_ledger_key, "  lofte ledger key --data data");
  add_data(*key.app, key.options->data);
  auto const exported = line.add<LedgerExportOptions>(
      ledger, "export", "Write the log as files that any C2SP tile client reads", export_ledger,
      "  lofte ledger export DIR --data data");
  exported.app->add_option("DIR", exported.options->to, "where the files go")->required();
  add_data(*exported.app, exported.options->data);
  auto const verified = line.add<LedgerVerifyOptions>(
      ledger, "verify", "Check every entry and tile against the signed checkpoint", verify_ledger,
      "  lofte ledger verify data\n"
      "  lofte ledger verify https://shop.example/ledger --checkpoint-key shop.example/ledger+… "
      "--seen seen.txt\n"
      "  lofte ledger verify DIR --checkpoint-key shop.example/ledger+… --since old-checkpoint\n"
      "An address may be that of any C2SP tile server. With --seen, the next check goes on from "
      "this one,\nalso when it was cut off. Exit status 5: the log is not what it was, or not "
      "what is signed.");
  add_log_source(*verified.app, *verified.options);
  auto* const since = verified.app->add_option("--since", verified.options->since,
                                               "an older checkpoint: only that the log is its "
                                               "continuation is checked");
  verified.app->add_option("--seen", verified.options->seen, "where what was seen is kept")
      ->type_name("FILE")
      ->excludes(since);
  add_json(*verified.app, verified.options->format);
}

void add_witness(Line& line, CLI::App& ledger) {
  auto const key = line.add<WitnessKeyOptions>(
      ledger, "witness-key", "Make the key of a witness, and print its public half",
      make_witness_key, "  lofte ledger witness-key witness.example/w1 --out witness.key");
  key.app->add_option("NAME", key.options->name, "the witness's name, best an address of its own")
      ->required();
  key.app->add_option("--out", key.options->file, "the file that is made")
      ->required()
      ->type_name("FILE");
  auto const cosigned = line.add<CosignOptions>(
      ledger, "cosign", "Check the log as a witness, and print its checkpoint cosigned",
      cosign_ledger,
      "  lofte ledger cosign https://shop.example/ledger --checkpoint-key shop.example/ledger+… "
      "--witness-key witness.key "
      "--seen seen.txt > checkpoint");
  add_log_source(*cosigned.app, *cosigned.options);
  cosigned.app->add_option("--witness-key", cosigned.options->witness_key, "the witness's key")
      ->required()
      ->type_name("FILE");
  cosigned.app->add_option("--seen", cosigned.options->seen, "where what was seen is kept")
      ->required()
      ->type_name("FILE");
}

}  // namespace

void add_ledger_commands(Line& line) {
  CLI::App* const ledger =
      line.app.add_subcommand("ledger", "Show, export, check and cosign the ledger");
  ledger->require_subcommand(1);
  add_ledger_reading(line, *ledger);
  add_witness(line, *ledger);
  CLI::App* const receipt = line.app.add_subcommand("receipt", "Check a person's receipt");
  receipt->require_subcommand(1);
  auto const verified = line.add<ReceiptOptions>(
      *receipt, "verify", "Say what a receipt proves; needs no server", verify_receipt,
      "  lofte receipt verify lofte-receipt.json --checkpoint-key shop.example/ledger+…\n"
      "Exit status 5: it does not prove what it says.");
  verified.app->add_option("FILE", verified.options->file, "the receipt")->required();
  verified.app
      ->add_option("--checkpoint-key", verified.options->key, "the shop's key, as it is published")
      ->required()
      ->type_name("KEY");
  add_json(*verified.app, verified.options->format);
}

}  // namespace lofte::edge::cli
