// Checks one document again and again inside a running process: its values alone, and with the pages that are made of
// them. Prints the median of each in ms. Usage: bench_check_values KIND DATA [ROUNDS]; GONGWEN_SHARE names the folder
// with `templates` and `fonts`.
#include "base/format.h"
#include "gongwen/engine.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

using namespace gongwen;

namespace {

std::string read_text(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

double median(int rounds, const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fputs("usage: bench_check_values KIND DATA [ROUNDS]\n", stderr);
    return 2;
  }
  const std::string kind = arguments[1];
  const int rounds = std::max(1, count > 3 ? std::atoi(arguments[3]) : 21);
  const DataSource data{"data.json", read_text(arguments[2])};
  const Engine engine;
  const Report first = engine.check(kind, {data});
  if (!first.ok()) {
    std::fputs(first.text(Language::English).c_str(), stderr);
    return static_cast<int>(first.status());
  }
  const double values = median(rounds, [&] { engine.check_values(kind, {data}); });
  const double pages = median(rounds, [&] { engine.check(kind, {data}); });
  fmt::print("values        {:8.3f} ms\nwith pages    {:8.3f} ms, {:.0f} times\n", values, pages, pages / values);
  return 0;
}
