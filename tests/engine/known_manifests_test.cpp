// Manifests that the program knows since it was built: they are valid, and known only by all of their bytes.
#include "engine/kinds/detail/form/form_file.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/kinds/detail/manifest.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

/// Its name: template.json, or form.json of a form that one file describes.
std::string file_of(const std::string& kind) {
  const bool is_form = std::ifstream("templates/" + kind + "/form.json").good();
  return kind + (is_form ? "/form.json" : "/template.json");
}

std::string contents_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string manifest_of(const std::string& kind) { return contents_of("templates/" + file_of(kind)); }

/// The bundle with another manifest: a form may have files beside it.
std::vector<MemoryFile> bundle_with(const std::string& kind, const std::string& manifest) {
  std::vector<MemoryFile> files{{file_of(kind), manifest}};
  for (const auto& entry : std::filesystem::directory_iterator("templates/" + kind)) {
    const std::string name = kind + "/" + entry.path().filename().string();
    if (entry.is_regular_file() && name != file_of(kind)) files.push_back({name, contents_of(entry.path())});
  }
  return files;
}

KindInfo info_of(const engine::KindLibrary& kinds, const std::string& kind, engine::Run& run) {
  const auto info = engine::read_kind_info(*kinds.find_bundle(kind), kind, run.sources(), run.documents(), run.sink());
  return info ? *info : KindInfo();
}

}  // namespace

TEST(KnownManifests, AreWhatReadingThemGives) {
  const std::vector<std::string> names = engine::KindLibrary(engine::complete_options({})).names();
  ASSERT_FALSE(names.empty());
  for (const std::string& kind : names) {
    SCOPED_TRACE(kind);
    const std::string text = manifest_of(kind);
    engine::Run plain;
    const KindInfo known = info_of(engine::KindLibrary(engine::complete_options({})), kind, plain);
    const auto is_known = file_of(kind).ends_with("form.json") ? &engine::is_known_form : &engine::is_known_manifest;
    EXPECT_TRUE(is_known(kind, text));
    EXPECT_FALSE(is_known(kind, text + "\n"));
    EXPECT_FALSE(is_known("another", text));
    // With one byte more it is checked, and gets the default values of the schema.
    engine::Run run;
    const engine::KindLibrary kinds(engine::complete_options({.template_files = bundle_with(kind, text + "\n")}));
    const KindInfo read = info_of(kinds, kind, run);
    EXPECT_TRUE(run.sink().diagnostics().empty());
    EXPECT_EQ(known.name, read.name);
    EXPECT_EQ(known.title_zh, read.title_zh);
    EXPECT_EQ(known.title_en, read.title_en);
    EXPECT_EQ(known.gathers, read.gathers);
    EXPECT_EQ(known.has_web_form, read.has_web_form);
    EXPECT_EQ(known.version, read.version);
    EXPECT_EQ(known.source_zh, read.source_zh);
    EXPECT_EQ(known.source_en, read.source_en);
    EXPECT_EQ(known.formats, read.formats);
  }
}

TEST(KnownManifests, ErrorsOfAChangedOneAreReported) {
  const std::string kind = "opinions";
  std::string text = manifest_of(kind);
  const std::size_t version = text.find("\"version\"");
  ASSERT_NE(version, std::string::npos);
  text.replace(version, 9, "\"versiom\"");
  engine::Run run;
  const engine::KindLibrary kinds(engine::complete_options({.template_files = {{kind + "/template.json", text}}}));
  EXPECT_TRUE(info_of(kinds, kind, run).name.empty());
  EXPECT_TRUE(run.sink().has_errors());
}
