// Kinds whose templates a former run has compiled are the kinds that are compiled without it.
#include "diagnostics/catalogue/resources.h"
#include "engine/kinds/detail/kind_library.h"
#include "resources/scratch_folder.h"
#include "templating/detail/compile/program.h"
#include "templating/render.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

using namespace gongwen;
using engine::CompiledKind;
using engine::KindParts;
using tests::ScratchFolder;

namespace {

/// As a new process compiles it.
std::shared_ptr<const CompiledKind> compiled(const std::string& kind, const std::string& cache,
                                             KindParts parts = KindParts::All, const engine::DataWords& words = {},
                                             const std::string& templates = {}) {
  EngineOptions options{.cache_folder = cache};
  if (!templates.empty()) options.template_folders = {templates};
  return engine::KindLibrary(engine::complete_options(options)).get(kind, parts, words);
}

bool is_from_cache(const CompiledKind& kind) { return !kind.templates->program().stored.empty(); }

/// Everything of a kind that its documents and messages depend on, as far as templates make it.
std::string described(const CompiledKind& kind) {
  std::string all = templating::dump_program(*kind.templates);
  for (const templating::Literal& literal : kind.templates->literals()) {
    all += std::to_string(literal.id) + " " + std::to_string(literal.span.source.value) + ":" +
           std::to_string(literal.span.begin) + " " + std::string(literal.text) + "\n";
  }
  const templating::Program& program = kind.templates->program();
  for (const templating::Function& function : program.functions) {
    for (const diagnostics::Span& span : function.spans) {
      all +=
          std::to_string(span.source.value) + ":" + std::to_string(span.begin) + "-" + std::to_string(span.end) + " ";
    }
  }
  for (const templating::CompiledTemplate& each : program.templates) {
    all += each.name + " " + std::to_string(each.source.value) + " " + std::string(each.text) + "\n";
    for (const std::string& name : each.references) all += name + (each.references_any ? " any\n" : "\n");
  }
  for (const std::string& name : program.left_out) all += "without " + name + "\n";
  for (const std::string& id : program.wording_uses.ids) all += "writes " + id + "\n";
  for (const std::string& id : program.wording_uses.beginnings) all += "writes " + id + "…\n";
  for (std::size_t i = 0; !kind.sources->source_name(diagnostics::SourceId(i)).empty(); ++i) {
    all += std::string(kind.sources->source_name(diagnostics::SourceId(i))) + "\n";
  }
  return all + (kind.usable ? "usable" : "not usable") + std::to_string(kind.diagnostics.size());
}

}  // namespace

TEST(KeptKinds, AllBundlesAreTheSame) {
  const ScratchFolder scratch;
  const std::string cache = scratch.path("cache");
  const std::vector<std::string> names = engine::KindLibrary(engine::complete_options({})).names();
  ASSERT_GT(names.size(), 10u);
  for (const std::string& name : names) {
    for (const KindParts parts : {KindParts::All, KindParts::Pages, KindParts::Sheets}) {
      SCOPED_TRACE(name + " " + std::to_string(static_cast<int>(parts)));
      const std::string plain = described(*compiled(name, {}, parts));
      const auto first = compiled(name, cache, parts);
      EXPECT_EQ(described(*first), plain);
      const auto second = compiled(name, cache, parts);
      EXPECT_EQ(described(*second), plain);
      EXPECT_TRUE(second->templates->program().templates.empty() || is_from_cache(*second));
    }
  }
}

TEST(KeptKinds, DataThatNameOtherTemplatesHaveTheirOwn) {
  const ScratchFolder scratch;
  const std::string cache = scratch.path("cache");
  const auto named = [](std::string_view wanted) {
    return [wanted](std::string_view word) {
      return word == wanted;
    };
  };
  for (const bool is_kept : {false, true}) {
    for (const std::string_view event : {"is_ballot", "mt_week", "nothing"}) {
      SCOPED_TRACE(event);
      const auto kind = compiled("monthly-bulletin", cache, KindParts::Pages, named(event));
      EXPECT_EQ(is_from_cache(*kind), is_kept);
      EXPECT_EQ(described(*kind), described(*compiled("monthly-bulletin", {}, KindParts::Pages, named(event))));
      EXPECT_EQ(kind->templates->contains("events/mt_week.html"), event == "mt_week");
    }
  }
}

TEST(KeptKinds, ChangedFilesAreCompiledAgain) {
  const ScratchFolder scratch;
  const std::string cache = scratch.path("cache");
  const std::string folder = scratch.path("templates");
  std::filesystem::create_directory(folder);
  std::filesystem::copy("templates/commitment-letter", folder + "/commitment-letter",
                        std::filesystem::copy_options::recursive);
  std::filesystem::copy("templates/shared", folder + "/shared", std::filesystem::copy_options::recursive);
  const auto check = [&](bool is_kept) {
    const auto kind = compiled("commitment-letter", cache, KindParts::Pages, {}, folder);
    EXPECT_EQ(is_from_cache(*kind), is_kept);
    EXPECT_EQ(described(*kind), described(*compiled("commitment-letter", {}, KindParts::Pages, {}, folder)));
    return kind;
  };
  const auto append = [&](const std::string& name, std::string_view text) {
    std::ofstream(folder + "/" + name, std::ios::binary | std::ios::app) << text;
  };
  std::string included;
  const auto first = check(false);
  for (const auto& each : first->templates->program().templates) {
    if (each.name.starts_with("shared/")) included = each.name;
  }
  ASSERT_FALSE(included.empty());
  check(true);
  append("commitment-letter/document.html", "<!-- new -->");
  check(false);
  check(true);
  append(included, "{# new #}");
  check(false);
  check(true);
  append(included, "\r\n");
  check(false);
  check(true);
  append(included, "\xFF");
  for (const std::string& folder_of_cache : {std::string(), cache}) {
    const auto broken = compiled("commitment-letter", folder_of_cache, KindParts::Pages, {}, folder);
    EXPECT_FALSE(broken->usable);
    ASSERT_FALSE(broken->diagnostics.empty());
    EXPECT_EQ(broken->diagnostics.front().id, diagnostics::messages::ResourcesNotUtf8);
  }
}
