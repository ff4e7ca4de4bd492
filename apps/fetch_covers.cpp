// fetch_covers: fills a folder with covers of genres from the web.
#include "apps/fetch/run.h"
#include "apps/support/program.h"

int main(int argc, char** argv) {
  using namespace sleeve::apps;
  return run_program(
      {"fetch_covers", "Fetches album covers of genres, with a manifest for prepare."}, argc, argv,
      add_fetch_options, fetch_covers);
}
