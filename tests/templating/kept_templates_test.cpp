// Templates that a former run has compiled: found as long as everything is as it was, compiled again otherwise, and
// never noticed but by the time that it takes.
#include "resources/derived_cache.h"
#include "resources/scratch_folder.h"
#include "resources/text_hash.h"
#include "templating/detail/compile/program.h"
#include "templating/template_set.h"
#include "workbench.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;
using tests::ScratchFolder;

namespace {

using Files = std::map<std::string, std::string, std::less<>>;

/// Files that become sources when they are loaded, as those of a bundle do.
class FilesLoader final : public TemplateLoader {
 public:
  FilesLoader(const Files& files, resources::SourceStore& store, std::set<std::string, std::less<>> words)
      : files_(files), store_(store), words_(std::move(words)) {}

  std::optional<LoadedTemplate> load(std::string_view name, const diagnostics::Origin&,
                                     diagnostics::DiagnosticSink&) override {
    const auto file = files_.find(name);
    if (file == files_.end()) return std::nullopt;
    const auto source = store_.add(file->first, file->second);
    loads += file->first + " ";
    return LoadedTemplate{source, store_.source_text(source)};
  }
  std::vector<std::string> list() const override {
    std::vector<std::string> names;
    for (const auto& [name, text] : files_) names.push_back(name);
    return names;
  }
  bool may_be_named(std::string_view name) const override { return words_.contains(name.substr(name.rfind('/') + 1)); }
  std::optional<Preview> preview(std::string_view name) override {
    if (!can_preview) return std::nullopt;
    const auto file = files_.find(name);
    return file == files_.end() ? Preview{} : Preview{true, file->second};
  }

  bool can_preview = true;
  std::string loads;

 private:
  const Files& files_;
  resources::SourceStore& store_;
  std::set<std::string, std::less<>> words_;
};

struct Result {
  bool is_kept = false;  // found in the cache
  std::string loads;
  std::string text;  // expanded, or what was reported
};

struct Case {
  Files files = {{"main", "{% include 'a' %}{% include ['none', 'b'] ignore missing %}{% include 'kinds/' ~ kind %}"},
                 {"a", "A{{ wording('hello', name='x') }}"},
                 {"b", "B"},
                 {"kinds/one", "eins"},
                 {"kinds/two", "zwei"}};
  std::set<std::string, std::less<>> words = {"one"};
  std::string data = R"({"kind": "one"})";
  std::string hello = "Hallo {name}";
  SyntaxOptions options;
  bool can_preview = true;

  Result run(const std::string& folder) const {
    Workbench bench;
    bench.with_data(data);
    FilesLoader loader(files, bench.store, words);
    loader.can_preview = can_preview;
    auto wordings = std::make_shared<Wordings>();
    wordings->set("hello", *Wording::parse(hello));
    const std::string_view names[] = {"main"};
    const auto set = compile_templates(names, loader, options, bench.sink, wordings, resources::DerivedCache(folder));
    Result result{set && !set->program().stored.empty(), loader.loads, {}};
    TextSink out;
    try {
      const RenderInput input{"main", bench.document->root(), {}, bench.limits};
      if (set && render(*set, input, out, bench.sink)) result.text = out.text();
    } catch (const TemplateLeftOut&) {
      result.text = "left out";
    }
    result.text += bench.print();
    return result;
  }

  /// The same with what is kept as without; answers whether something was.
  bool is_kept(const std::string& folder) const {
    const Result plain = run({});
    const Result kept = run(folder);
    EXPECT_FALSE(plain.is_kept);
    EXPECT_EQ(kept.loads, plain.loads);
    EXPECT_EQ(kept.text, plain.text);
    return kept.is_kept;
  }
};

}  // namespace

TEST(KeptTemplates, AreFoundByTheNextRun) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "cache";
  const Case same;
  EXPECT_EQ(same.run({}).text, "AHallo xBeins");
  EXPECT_FALSE(same.is_kept(folder));
  EXPECT_TRUE(same.is_kept(folder));
  EXPECT_EQ(same.run(folder).loads, "main a b kinds/one ");
}

TEST(KeptTemplates, AreCompiledAgainWhenAnythingElseIsThere) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "cache";
  const Case first;
  first.run(folder);
  const auto is_kept = [&](auto change) {
    Case changed;
    change(changed);
    const bool found = changed.is_kept(folder);
    EXPECT_EQ(changed.is_kept(folder), changed.can_preview && changed.run({}).text.find("error") == std::string::npos)
        << "a second time";
    first.run(folder);
    return found;
  };
  EXPECT_FALSE(is_kept([](Case& c) { c.files["main"] += "!"; }));
  EXPECT_FALSE(is_kept([](Case& c) { c.files["a"] = "a{{ kind }}"; }));
  EXPECT_FALSE(is_kept([](Case& c) { c.files["kinds/one"] = "1"; }));
  EXPECT_FALSE(is_kept([](Case& c) { c.files["none"] = "N"; })) << "what was missing is there";
  EXPECT_FALSE(is_kept([](Case& c) { c.files.erase("b"); }));
  EXPECT_FALSE(is_kept([](Case& c) { c.files["kinds/new"] = "neu"; })) << "a name that could be meant";
  EXPECT_FALSE(is_kept([](Case& c) { c.options.keep_trailing_newline = true; }));
  EXPECT_FALSE(is_kept([](Case& c) { c.can_preview = false; }));
  EXPECT_FALSE(is_kept([](Case& c) { c.hello = "{other}"; })) << "other places";
}

TEST(KeptTemplates, OtherWordsOfATextAreTaken) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "cache";
  Case changed;
  changed.run(folder);
  changed.hello = "{name}!";
  EXPECT_TRUE(changed.is_kept(folder));
  EXPECT_EQ(changed.run(folder).text, "Ax!Beins");
}

TEST(KeptTemplates, DataThatNameOthersHaveTheirOwn) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "cache";
  const Case one;
  Case two;
  two.words = {"two"};
  two.data = R"({"kind": "two"})";
  Case neither;
  neither.words = {};
  for (int turn = 0; turn < 2; ++turn) {
    for (const Case* const each : std::initializer_list<const Case*>{&one, &two, &neither}) {
      EXPECT_EQ(each->is_kept(folder), turn > 0);
    }
  }
  EXPECT_EQ(one.run(folder).text, "AHallo xBeins");
  EXPECT_EQ(two.run(folder).text, "AHallo xBzwei");
  EXPECT_EQ(neither.run(folder).text, "left out");
}

TEST(KeptTemplates, ErrorsAreReportedInEachRun) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "cache";
  for (const std::string_view text :
       {"{% if %}", "{{ x | nosuch }}", "{% include 'nowhere' %}", "{{ wording('helo') }}"}) {
    Case bad;
    bad.files["a"] = text;
    EXPECT_FALSE(bad.is_kept(folder));
    EXPECT_FALSE(bad.is_kept(folder));
    EXPECT_NE(bad.run(folder).text.find("error"), std::string::npos) << text;
  }
  Case missing;
  missing.files.erase("main");
  EXPECT_FALSE(missing.is_kept(folder));
  EXPECT_FALSE(missing.is_kept(folder));
}

TEST(KeptTemplates, FailuresOfExpansionsNameTheSamePlaces) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "cache";
  Case failing;
  failing.files["b"] = "{% macro m(a) %}\n{{ a.b.c }}{% endmacro %}{{ m(kind) }}";
  EXPECT_FALSE(failing.is_kept(folder));
  EXPECT_TRUE(failing.is_kept(folder));
  EXPECT_NE(failing.run(folder).text.find("b:2:4"), std::string::npos) << failing.run(folder).text;
}

TEST(KeptTemplates, FilesThatAreDamagedOrOfOthersAreNotTaken) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "cache";
  const Case same;
  same.run(folder);
  std::map<std::filesystem::path, std::string> whole;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    whole[entry.path()] = {std::istreambuf_iterator<char>(file), {}};
  }
  ASSERT_EQ(whole.size(), 2u);
  for (const auto& [path, bytes] : whole) {
    for (std::size_t at = 0; at < bytes.size(); at += 7) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
      std::ofstream(path, std::ios::binary) << damaged;
      EXPECT_EQ(same.run(folder).text, "AHallo xBeins");
    }
    std::ofstream(path, std::ios::binary) << whole.begin()->second;
    EXPECT_TRUE(same.run(folder).text == "AHallo xBeins");
  }
  EXPECT_TRUE(same.is_kept(folder));
}

TEST(KeptTemplates, AProgramThatCannotBeReadIsCompiledWithoutLoadingAgain) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "cache";
  const Case same;
  same.run(folder);
  // Right by its lengths and sum, and still not a program: the last byte of the bytes that were kept is cut.
  std::filesystem::path longest;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (longest.empty() || entry.file_size() > std::filesystem::file_size(longest)) longest = entry.path();
  }
  std::ifstream file(longest, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  constexpr std::size_t kMark = 16;
  constexpr std::size_t kHead = kMark + 3 * sizeof(std::uint64_t);
  bytes.pop_back();
  const std::uint64_t length = bytes.size() - kHead;
  const std::uint64_t sum = resources::TextHash(std::string_view(bytes).substr(kHead)).short_number();
  bytes.replace(kMark + 8, 8, std::string(reinterpret_cast<const char*>(&length), 8));
  bytes.replace(kMark + 16, 8, std::string(reinterpret_cast<const char*>(&sum), 8));
  std::ofstream(longest, std::ios::binary) << bytes;
  EXPECT_FALSE(same.is_kept(folder));
}
