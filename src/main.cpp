#include "edge/cli/cli.hpp"

int main(int count, char** arguments) {
  return lofte::edge::cli::run(count, arguments);
}
