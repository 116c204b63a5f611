// Threads on one engine: they render kinds into all formats, read returned forms, make batches, list and describe, and
// are stopped, while the files of a bundle change and are read again. Equal data give equal bytes throughout. Usage:
// engine_threads [ROUNDS]
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <gongwen/batch.h>
#include <gongwen/engine.h>
#include <unistd.h>

using namespace gongwen;
namespace fs = std::filesystem;

namespace {

std::atomic<int> failures = 0;

void expect(bool holds, const char* what, const std::string& detail = {}) {
  if (holds) return;
  ++failures;
  std::fprintf(stderr, "%s\n%s\n", what, detail.c_str());
}

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& path, const std::string& text) {
  const fs::path fresh = path.string() + ".new";
  std::ofstream(fresh, std::ios::binary) << text;
  fs::rename(fresh, path);
}

/// A folder for everything, removed at the end.
class Scratch {
 public:
  Scratch() : root_(fs::temp_directory_path() / ("gongwen-threads-" + std::to_string(::getpid()))) {
    fs::create_directories(root_);
  }
  ~Scratch() { fs::remove_all(root_); }
  fs::path operator/(const std::string& name) const { return root_ / name; }

 private:
  fs::path root_;
};

/// The bundle that `new-kind` makes.
void make_bundle(const fs::path& folder) {
  fs::create_directories(folder);
  for (const auto& entry : fs::directory_iterator("templates/shared/new-kind")) {
    std::string text = read(entry.path());
    for (std::size_t at = text.find("@KIND@"); at != std::string::npos; at = text.find("@KIND@", at)) {
      text.replace(at, 6, folder.filename().string());
    }
    write(folder / entry.path().filename(), text);
  }
}

std::string all_bytes(const Rendering& rendering) {
  std::string bytes;
  for (const RenderedFile& file : rendering.files) bytes += file.bytes;
  return bytes;
}

struct Job {
  std::string kind;
  DataSource data;
  Format format;
  bool fillable = false;
  std::string expected = {};

  Rendering run(const Engine& engine, RenderOptions options = {}) const {
    options.fillable = fillable;
    options.png.dpi = 40;
    return engine.render(kind, data, {format}, options);
  }
};

std::vector<Job> jobs() {
  const std::string bulletin = "samples/monthly-bulletin/2025-07-quiet.json";
  const std::string expert = "samples/expert-application/minimal.json";
  return {
      {"monthly-bulletin", {bulletin}, Format::Pdf},  {"expert-application", {expert}, Format::Pdf, true},
      {"monthly-bulletin", {bulletin}, Format::Png},  {"expert-application", {expert}, Format::Xlsx, true},
      {"monthly-bulletin", {bulletin}, Format::Svg},  {"proposal-information", {}, Format::Pdf},
      {"monthly-bulletin", {bulletin}, Format::Xlsx},
  };
}

/// What the bundle that changes gives, with the one style sheet and with the other.
struct Changing {
  fs::path style;
  std::string texts[2];
  std::string expected[2];
  DataSource data;
};

void render(const Engine& engine, const std::vector<Job>& all, int rounds, std::size_t first) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(rounds) * all.size(); ++i) {
    const Job& job = all[(first + i) % all.size()];
    const Rendering rendering = job.run(engine);
    expect(all_bytes(rendering) == job.expected, "other bytes", rendering.report.text(Language::English));
  }
}

void stop(const Engine& engine, const std::vector<Job>& all, int rounds) {
  for (int i = 0; i < rounds * 4; ++i) {
    std::stop_source source;
    RenderOptions options;
    options.stop = source.get_token();
    if (i % 2 == 0) options.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(i);
    std::thread stopper([&source, i] {
      std::this_thread::sleep_for(std::chrono::milliseconds(5 * i));
      source.request_stop();
    });
    const Job& job = all[static_cast<std::size_t>(i) % all.size()];
    const Rendering rendering = job.run(engine, options);
    stopper.join();
    const bool stopped = rendering.files.empty() && rendering.report.status() == Status::BadEnvironment;
    expect(stopped || all_bytes(rendering) == job.expected, "neither stopped nor made",
           rendering.report.text(Language::English));
  }
}

void change(const Engine& engine, const Changing& changing, int rounds, bool writes) {
  for (int i = 0; i < rounds * 4; ++i) {
    if (writes) write(changing.style, changing.texts[i % 2]);
    const std::string bytes = all_bytes(engine.render("book-list", changing.data, {Format::Pdf}));
    expect(bytes == changing.expected[0] || bytes == changing.expected[1], "a bundle between two states");
    if (writes) expect(bytes == changing.expected[i % 2], "the state before the last change");
  }
}

void make_batches(const Engine& engine, const fs::path& folder, const std::string& input, int rounds) {
  for (int i = 0; i < rounds; ++i) {
    BatchOptions options;
    options.inputs = {input};
    options.folder = folder.string();
    options.formats = {Format::Xlsx};
    options.jobs = 2;
    const BatchResult result = engine.batch("monthly-bulletin", options);
    expect(result.counts.made == 4, "a batch with errors", result.report.text(Language::English));
  }
}

void extract(const Engine& engine, const std::vector<std::string>& forms, int rounds) {
  std::string expected;
  for (int i = 0; i < rounds; ++i) {
    const Extraction extraction = engine.extract(forms);
    std::string found;
    for (const ExtractedFile& file : extraction.files) found += file.json;
    if (i == 0) expected = found;
    expect(!found.empty() && found == expected, "other data", extraction.report.text(Language::English));
  }
}

void ask(const Engine& engine, int rounds) {
  for (int i = 0; i < rounds * 2; ++i) {
    expect(engine.list().kinds.size() > 5, "kinds are missing");
    expect(engine.describe("expert-application", FieldForm::Json, Language::Chinese).report.ok(), "no description");
    expect(engine.new_data("proposal-register").report.ok(), "no new data");
    expect(engine.kind_name("网络安全标准化工作月报") == "monthly-bulletin", "a title that is not known");
    expect(!engine.fonts().faces.empty(), "no fonts");
    expect(engine.check("monthly-bulletin", {{"samples/monthly-bulletin/2024-02.json"}}).ok(), "a check with errors");
  }
}

void expect_all(int rounds) {
  const Scratch scratch;
  make_bundle(scratch / "own/book-list");
  EngineOptions options;
  options.template_folders = {(scratch / "own").string()};
  options.reload = true;

  std::vector<Job> all = jobs();
  Changing changing{scratch / "own/book-list/style.css", {}, {}, {(scratch / "own/book-list/sample.json").string()}};
  changing.texts[0] = read(changing.style);
  changing.texts[1] = changing.texts[0] + "\nbody { color: #123456 }\n";
  {
    const Engine alone(options);
    for (Job& job : all) {
      job.expected = all_bytes(job.run(alone));
      expect(!job.expected.empty(), "a sample that cannot be made", job.kind);
    }
    for (const int state : {1, 0}) {
      write(changing.style, changing.texts[state]);
      changing.expected[state] = all_bytes(alone.render("book-list", changing.data, {Format::Pdf}));
    }
    expect(changing.expected[0] != changing.expected[1], "a change without effect");
  }
  write(scratch / "form.pdf", all[1].expected);
  write(scratch / "form.xlsx", all[3].expected);
  const std::vector<std::string> forms = {(scratch / "form.pdf").string(), (scratch / "form.xlsx").string()};
  std::string record = read("samples/monthly-bulletin/2025-07-quiet.json");
  std::erase(record, '\n');
  write(scratch / "list.jsonl", record + "\n" + record + "\n" + record + "\n" + record + "\n");
  fs::create_directories(scratch / "out");

  const Engine engine(options);
  std::vector<std::thread> threads;
  const auto start = [&threads](const std::function<void()>& work) {
    threads.emplace_back(work);
  };
  for (const std::size_t first : {0, 1, 4}) start([&, first] { render(engine, all, rounds, first); });
  start([&] { stop(engine, all, rounds); });
  start([&] { change(engine, changing, rounds, true); });
  start([&] { change(engine, changing, rounds, false); });
  start([&] { make_batches(engine, scratch / "out", (scratch / "list.jsonl").string(), rounds); });
  start([&] { extract(engine, forms, rounds); });
  start([&] { ask(engine, rounds); });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

int main(int count, char** arguments) {
  expect_all(count > 1 ? std::atoi(arguments[1]) : 1);
  return failures == 0 ? 0 : 1;
}
