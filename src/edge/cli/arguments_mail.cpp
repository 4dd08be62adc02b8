// lofte mail …
#include "edge/cli/command_line.hpp"

namespace lofte::edge::cli {

void add_mail_commands(Line& line) {
  CLI::App* const mail = line.app.add_subcommand("mail", "Try out the sending of mail");
  mail->require_subcommand(1);
  auto const [app, options] = line.add<MailTestOptions>(
      *mail, "test", "Send a test letter, and say what the mail server answers", send_test_letter,
      "  lofte mail test you@shop.example --mail mail.toml\n"
      "  lofte mail test you@shop.example --data data\n"
      "With --data, the letter is put into the folder's queue, which no server may have open, and "
      "is\n"
      "sent by the next lofte serve --mail. Exit status: 0 taken or queued, 3 refused for good, 4 "
      "put\n"
      "off, or no server reached.");
  app->add_option("ADDRESS", options->address, "whom it is for")->required();
  app->add_option("--mail", options->mail, "how mail is sent (TOML)")->type_name("FILE");
  app->add_option("--data", options->data, "the data folder")->type_name("DIR");
}

}  // namespace lofte::edge::cli
