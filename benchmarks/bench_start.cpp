// The start of the program: `ocop score` of one submission against `ocop --version`, as processes of their own, in
// turns.

#include "workloads/sheets.hpp"

#include "ocop/ocop.hpp"

#include <benchmark/benchmark.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

extern char** environ;

namespace {

using clock_type = std::chrono::steady_clock;
using seconds = std::chrono::duration<double>;

/// A folder that goes with its files.
class temporary_folder {
  std::filesystem::path path_;

 public:
  temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "ocop-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  temporary_folder(temporary_folder const&) = delete;
  temporary_folder& operator=(temporary_folder const&) = delete;
  ~temporary_folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(char const* name) const { return (path_ / name).string(); }
};

/// Runs the command from its start to its end, standard output into a file; gives the time that it took.
seconds run(std::vector<std::string> arguments, std::string const& output) {
  arguments.insert(arguments.begin(), OCOP_COMMAND);
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t process = 0;
  int status = -1;
  auto const start = clock_type::now();
  bool const is_started = posix_spawn(&process, pointers.front(), &actions, nullptr, pointers.data(), environ) == 0;
  bool const is_done = is_started && waitpid(process, &status, 0) == process;
  auto const taken = clock_type::now() - start;
  posix_spawn_file_actions_destroy(&actions);
  if (!is_done || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(std::string(OCOP_COMMAND) + ' ' + arguments[1] + " did not end well");
  return taken;
}

std::string text_of(std::string const& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

double median_ms(std::vector<seconds> times) {
  auto const middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return 1e3 * middle->count();
}

void BM_start(benchmark::State& state) {
  temporary_folder const folder;
  std::string const submission = folder.file("submission.json");
  std::string const answer = folder.file("answer");
  auto const catalog = ocop::builtin_catalog();
  auto const& set = *catalog.editions().back()->product_set(1).value();
  std::string const line = ocop::bench::submission_line(set, ocop::bench::random_choices(set, 1, 26), 1);
  std::ofstream(submission) << line << '\n';

  run({"score", submission}, answer);
  ocop::submission_scorer scorer(catalog);
  std::string const right = std::string(scorer.answer(line).text) + '\n';
  if (right.find("\"stars\":") == std::string::npos || text_of(answer) != right)
    return state.SkipWithError("wrong answer");
  run({"--version"}, answer);
  if (text_of(answer).find(OCOP_VERSION) == std::string::npos) return state.SkipWithError("wrong version");

  std::vector<seconds> ours;
  std::vector<seconds> version;
  for (auto _ : state) {
    version.push_back(run({"--version"}, "/dev/null"));
    ours.push_back(run({"score", submission}, "/dev/null"));
    state.SetIterationTime(ours.back().count());
  }
  state.counters["ours_ms"] = median_ms(ours);
  state.counters["version_ms"] = median_ms(version);
  state.counters["ratio"] = median_ms(ours) / median_ms(version);
}
BENCHMARK(BM_start)->UseManualTime()->Unit(benchmark::kMillisecond)->MinTime(2);

}  // namespace
