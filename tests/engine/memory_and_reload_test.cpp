// An engine whose bundles and data come from memory, or change under it, as a program that embeds it uses it.
#include "engine/kinds/detail/kind_library.h"
#include "resources/scratch_folder.h"

#include <algorithm>
#include <new>

#include <gongwen/batch.h>
#include <gongwen/engine.h>
#include <gtest/gtest.h>
#include <stdlib.h>

using namespace gongwen;
using tests::ScratchFolder;
namespace fs = std::filesystem;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view kKind = "book-list";

std::string with_kind(std::string text) {
  constexpr std::string_view kPlaceholder = "@KIND@";
  for (std::size_t at = text.find(kPlaceholder); at != std::string::npos; at = text.find(kPlaceholder, at)) {
    text.replace(at, kPlaceholder.size(), kKind);
  }
  return text;
}

std::string text_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The bundle that `new-kind` makes, by its paths in a folder of bundles.
std::vector<MemoryFile> bundle() {
  std::vector<MemoryFile> files;
  for (const auto& entry : fs::directory_iterator("templates/shared/new-kind")) {
    files.push_back({std::string(kKind) + "/" + entry.path().filename().string(), with_kind(text_of(entry.path()))});
  }
  return files;
}

void write(const std::vector<MemoryFile>& files, const ScratchFolder& folder) {
  for (const MemoryFile& file : files) folder.write(file.path, file.bytes);
}

DataSource sample() { return {"sample.json", with_kind(text_of("templates/shared/new-kind/sample.json"))}; }

std::string pdf(const Engine& engine) {
  const Rendering rendering = engine.render(kKind, sample(), {Format::Pdf});
  EXPECT_TRUE(rendering.report.ok()) << rendering.report.text(Language::English);
  return rendering.files.empty() ? std::string() : rendering.files.front().bytes;
}

}  // namespace

TEST(Engine, BundlesInMemoryGiveTheBytesOfThoseOnTheDisk) {
  const ScratchFolder folder;
  write(bundle(), folder);
  const Engine on_disk({.template_folders = {folder.root().string()}});
  // What is in memory counts before the same bundle on the disk.
  folder.write("other/book-list/template.json", "{");
  const Engine in_memory({.template_folders = {folder.path("other")}, .template_files = bundle()});
  const std::string expected = pdf(on_disk);
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(pdf(in_memory), expected);
  const KindList list = in_memory.list();
  EXPECT_TRUE(list.report.ok());
  EXPECT_EQ(
      std::count_if(list.kinds.begin(), list.kinds.end(), [](const KindInfo& kind) { return kind.name == kKind; }), 1);
}

TEST(Engine, MessagesNameBundlesInMemoryByThePathThatWasGiven) {
  std::vector<MemoryFile> files = bundle();
  for (MemoryFile& file : files) {
    if (file.path == "book-list/document.html") file.bytes += "{% if %}{% include \"../../secret.html\" %}";
  }
  const Engine engine({.template_files = files});
  const std::string text = engine.render(kKind, sample(), {Format::Pdf}).report.text(Language::English);
  EXPECT_NE(text.find("book-list/document.html:"), std::string::npos) << text;
}

TEST(Engine, LinesAreProofreadOnlyWhereTheLayoutHasNoErrors) {
  const auto reported = [](std::string_view link, std::string_view more) {
    std::vector<MemoryFile> files = bundle();
    for (MemoryFile& file : files) {
      if (file.path == "book-list/style.css") {
        file.bytes +=
            ".narrow { width: 12em; text-align: justify; text-justify: inter-character; text-indent: 0;"
            " -gw-squeeze: none; hyphens: none }";
      }
      if (file.path != "book-list/document.html") continue;
      const std::size_t end = file.bytes.find("</body>");
      file.bytes.insert(end, "<p class=\"narrow\">示例文字internationalisations示例</p><p id=\"here\"><a href=\"#" +
                                 std::string(link) + "\">甲</a></p>" + std::string(more));
    }
    const Engine engine({.template_files = files});
    std::vector<std::string> ids;
    for (const Message& message : engine.render(kKind, sample(), {Format::Pdf}).report.messages()) {
      ids.push_back(message.id);
    }
    return ids;
  };
  using Ids = std::vector<std::string>;
  // The same whether pages are proofread as they come, or, as with a box that is placed last, when all are there.
  for (const std::string_view more : {"", "<p style=\"position: absolute; bottom: 0\">乙</p>"}) {
    SCOPED_TRACE(more);
    EXPECT_EQ(reported("here", more), Ids{"proofing/line-stretched"});
    EXPECT_EQ(reported("nowhere", more), Ids{"layout/unknown-target"});
  }
}

TEST(Engine, BundlesInMemoryAreNotReachedByPathsThatLeadOut) {
  std::vector<MemoryFile> files = bundle();
  for (const char* const path : {"../evil/template.json", "/etc/template.json", "a//template.json", ""}) {
    files.push_back({path, "{}"});
  }
  for (MemoryFile& file : files) {
    if (file.path == "book-list/document.html") file.bytes += "{% include \"../evil/template.json\" %}";
  }
  const Engine engine({.template_files = files});
  const Report listed = engine.list().report;
  EXPECT_EQ(listed.error_count(), 4U);
  EXPECT_EQ(listed.messages().front().id, "resources/outside-bundle");
  const std::vector<Message> messages = engine.render(kKind, sample(), {Format::Pdf}).report.messages();
  EXPECT_TRUE(std::any_of(messages.begin(), messages.end(),
                          [](const Message& message) { return message.id == "resources/outside-bundle"; }));
}

TEST(Engine, PicturesAndTablesOfTheDataMayBeInMemory) {
  const Engine engine;
  const std::string json = text_of("samples/monthly-bulletin/2025-07-quiet.json");
  DataSource data{"posted.json", json, {{"/events", "lists/./none.jsonl"}}};
  const Rendering missing = engine.render("monthly-bulletin", data, {Format::Pdf});
  EXPECT_EQ(missing.report.messages().front().id, "resources/not-found");
  data.files = {{"other/../lists/none.jsonl", "{\"no\": \"such\"}\n"}};
  const Rendering wrong = engine.render("monthly-bulletin", data, {Format::Pdf});
  EXPECT_EQ(wrong.report.status(), Status::BadInput);
  EXPECT_NE(wrong.report.text(Language::English).find("lists/./none.jsonl:1:"), std::string::npos)
      << wrong.report.text(Language::English);
}

TEST(Engine, ThePhotoOfAFormMayBeInMemory) {
  const ScratchFolder folder;
  const Engine engine;
  std::string json = text_of("samples/expert-application/typical.json");
  json.insert(json.find('{') + 1, "\"photo\": \"photos/a.png\", ");
  constexpr std::string_view kPicture =
      "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9c"
      "c`\0\0\0\2\0\1H\xaf\xa4q\0\0\0\0IEND\xae"
      "B`\x82"sv;
  const std::string path = folder.write("data.json", json);
  folder.write("photos/a.png", kPicture);
  const Rendering on_disk = engine.render("expert-application", {path}, {Format::Pdf});
  ASSERT_TRUE(on_disk.report.ok()) << on_disk.report.text(Language::English);
  DataSource data{"posted.json", json};
  EXPECT_FALSE(engine.render("expert-application", data, {Format::Pdf}).report.ok());
  data.files = {{"./photos//a.png", std::string(kPicture)}};
  const Rendering in_memory = engine.render("expert-application", data, {Format::Pdf});
  ASSERT_TRUE(in_memory.report.ok()) << in_memory.report.text(Language::English);
  EXPECT_EQ(in_memory.files.at(0).bytes, on_disk.files.at(0).bytes);
  // Names that lead out are refused as on the disk.
  data.text->replace(data.text->find("photos/a.png"), 12, "../a.png");
  data.files = {{"../a.png", std::string(kPicture)}};
  EXPECT_FALSE(engine.render("expert-application", data, {Format::Pdf}).report.ok());
}

TEST(Engine, TheEnvironmentDoesNotMatter) {
  const DataSource data{"samples/monthly-bulletin/2025-07-quiet.json"};
  const auto workbook = [&data](const EngineOptions& options) {
    return Engine(options).render("monthly-bulletin", data, {Format::Xlsx}).files.at(0).bytes;
  };
  const std::string expected = workbook({});
  ::setenv("SOURCE_DATE_EPOCH", "1900000000", 1);
  ::setenv("GONGWEN_SHARE", "/nonexistent", 1);
  ::setenv("TMPDIR", "/nonexistent", 1);
  const std::string found = workbook({});
  ::unsetenv("SOURCE_DATE_EPOCH");
  ::unsetenv("GONGWEN_SHARE");
  ::unsetenv("TMPDIR");
  EXPECT_EQ(found, expected);
  EXPECT_EQ(Engine({.share_folder = "/nonexistent"}).render("monthly-bulletin", data, {Format::Pdf}).report.status(),
            Status::BadEnvironment);
  EXPECT_FALSE(
      Engine({.temporary_folder = "/nonexistent"}).render("monthly-bulletin", data, {Format::Xlsx}).report.ok());
}

TEST(Engine, TheDateOfTheOptionsIsThatOfPagesWithoutOne) {
  const DataSource page{"page.html", "<!DOCTYPE html><html lang=\"zh-CN\"><title>示例</title><p>示例"};
  const ScratchFolder folder;
  const auto made = [&](std::optional<std::int64_t> date) {
    EngineOptions options;
    options.date = date;
    const Rendering rendering = Engine(options).typeset(page, {folder.path("page.pdf")});
    EXPECT_TRUE(rendering.report.ok()) << rendering.report.text(Language::English);
    return folder.read("page.pdf");
  };
  EXPECT_NE(made(1'710'460'805).find("2024-03-15T00:00:05"), std::string::npos);
  EXPECT_NE(made(std::nullopt).find("2000-01-01T00:00:00"), std::string::npos);
}

TEST(Engine, AKindThatHasChangedIsCompiledAgainIfThatIsAskedFor) {
  const ScratchFolder folder;
  write(bundle(), folder);
  const Engine reloads({.template_folders = {folder.root().string()}, .reload = true});
  const Engine keeps({.template_folders = {folder.root().string()}});
  const std::string before = pdf(reloads);
  EXPECT_EQ(pdf(keeps), before);
  const std::string style = folder.read("book-list/style.css");
  folder.write("book-list/style.css", style + "\nbody { color: #123456 }\n");
  const std::string after = pdf(reloads);
  EXPECT_NE(after, before);
  EXPECT_EQ(pdf(keeps), before);
  // What does not compile is reported, and tried again when it has changed.
  const std::string page = folder.read("book-list/document.html");
  folder.write("book-list/document.html", page + "{% if %}");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(reloads.render(kKind, sample(), {Format::Pdf}).report.status(), Status::BadInput);
  }
  folder.write("book-list/document.html", page);
  EXPECT_EQ(pdf(reloads), after);
  // A bundle that goes, and one that comes.
  fs::rename(folder / "book-list", folder / "gone");
  EXPECT_EQ(reloads.render(kKind, sample(), {Format::Pdf}).report.status(), Status::BadUsage);
  fs::rename(folder / "gone", folder / "book-list");
  EXPECT_EQ(pdf(reloads), after);
}

TEST(KindLibrary, TemplatesThatOnlyAnExpressionNamesAreCompiledWhenTheyAreIncluded) {
  engine::KindLibrary kinds(engine::complete_options({}));
  const auto kind = kinds.get("monthly-bulletin", engine::KindParts::Pages);
  ASSERT_TRUE(kind != nullptr && kind->usable);
  EXPECT_FALSE(kind->templates->is_complete());
  EXPECT_TRUE(kind->templates->contains("document.html"));
  EXPECT_FALSE(kind->templates->contains("events/is_ballot.html"));
  EXPECT_EQ(kinds.get("monthly-bulletin", engine::KindParts::Pages), kind);
  const auto whole = kinds.get("monthly-bulletin");
  ASSERT_TRUE(whole != nullptr && whole->usable);
  EXPECT_TRUE(whole->templates->is_complete());
  EXPECT_TRUE(whole->templates->contains("events/is_ballot.html"));
}

TEST(Engine, DocumentsAreTheSameWhereverTheirTemplatesWereCompiled) {
  const ScratchFolder folder;
  const Engine engine;
  const auto rendered = [&](const Engine& renders, const std::string& name) {
    const std::string file = folder.path(name + ".pdf");
    const Rendering rendering =
        renders.render_files("monthly-bulletin", {"samples/monthly-bulletin/2024-02.json"}, {{file}}, {});
    EXPECT_FALSE(rendering.files.empty()) << rendering.report.text(Language::English);
    return text_of(file);
  };
  const std::string first = rendered(engine, "first");
  EXPECT_NE(first, "");
  EXPECT_EQ(rendered(engine, "second"), first);
  engine.check("monthly-bulletin", {DataSource{"samples/monthly-bulletin/2024-02.json"}});
  EXPECT_EQ(rendered(engine, "whole"), first);
}

TEST(Engine, ATemplateWithErrorsIsReportedWhenItIsIncluded) {
  const ScratchFolder folder;
  fs::create_directories(folder / "templates");
  fs::copy("templates/monthly-bulletin", folder / "templates/monthly-bulletin", fs::copy_options::recursive);
  fs::copy("templates/shared", folder / "templates/shared", fs::copy_options::recursive);
  EngineOptions options;
  options.template_folders = {folder / "templates"};
  const auto status = [&](const std::string& broken) {
    const std::string name = "templates/monthly-bulletin/events/" + broken;
    const std::string text = folder.read(name);
    folder.write(name, text + "{% if %}");
    const Status ended = Engine(options)
                             .render("monthly-bulletin", {"samples/monthly-bulletin/2024-02.json"}, {Format::Pdf})
                             .report.status();
    folder.write(name, text);
    return ended;
  };
  EXPECT_EQ(status("is_ballot.html"), Status::BadInput);
  EXPECT_EQ(status("mt_week.html"), Status::Done);
}

TEST(KindLibrary, AnExceptionWhileCompilingLeavesTheKindAlive) {
  engine::KindLibrary kinds(engine::complete_options({}));
  int calls = 0;
  kinds.set_compile([&calls](std::string_view name, engine::BundleFiles files, std::vector<resources::Folder> calendars,
                             std::shared_ptr<const EngineOptions> options, std::shared_ptr<intake::FileReader> reader,
                             engine::KindParts parts) {
    if (++calls == 1) throw std::bad_alloc();
    return engine::compile_kind(name, std::move(files), std::move(calendars), std::move(options), std::move(reader),
                                parts);
  });
  EXPECT_THROW(kinds.get("monthly-bulletin"), std::bad_alloc);
  const auto kind = kinds.get("monthly-bulletin");
  ASSERT_NE(kind, nullptr);
  EXPECT_TRUE(kind->usable);
  EXPECT_EQ(kinds.get("monthly-bulletin"), kind);
  EXPECT_EQ(calls, 2);
}
