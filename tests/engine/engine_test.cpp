// The public API, as a program that embeds the engine uses it.
#include "intake/hand_made.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <thread>

#include <gongwen/engine.h>
#include <gtest/gtest.h>

using namespace gongwen;

namespace {

constexpr std::string_view kKind = "monthly-bulletin";

DataSource sample(std::string_view name) { return {"samples/monthly-bulletin/" + std::string(name) + ".json"}; }

std::string text_of(const DataSource& source) {
  std::ifstream stream(source.path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

TEST(Engine, KindsAreListedWithWhatTheyAreAndGive) {
  const Engine engine;
  const KindList list = engine.list();
  EXPECT_TRUE(list.report.ok());
  ASSERT_FALSE(list.kinds.empty());
  const auto bulletin =
      std::find_if(list.kinds.begin(), list.kinds.end(), [](const KindInfo& kind) { return kind.name == kKind; });
  ASSERT_NE(bulletin, list.kinds.end());
  EXPECT_EQ(bulletin->title_zh, "网络安全标准化工作月报");
  EXPECT_EQ(bulletin->formats, (std::vector{Format::Pdf, Format::Xlsx}));
}

TEST(Engine, DocumentsAreMadeInMemoryInTheOrderThatIsAskedFor) {
  const Engine engine;
  const Rendering rendering = engine.render(kKind, sample("2025-07-quiet"), {Format::Xlsx, Format::Pdf});
  ASSERT_TRUE(rendering.report.ok());
  ASSERT_EQ(rendering.files.size(), 2);
  EXPECT_TRUE(rendering.files[0].bytes.starts_with("PK"));
  EXPECT_EQ(rendering.files[0].pages, 8);
  EXPECT_TRUE(rendering.files[1].bytes.starts_with("%PDF-1.7"));
  EXPECT_EQ(rendering.files[1].pages, 2);
}

TEST(Engine, PagesAreAlsoMadeAsPicturesEachOfThemAFile) {
  const Engine engine;
  RenderOptions options;
  options.png.dpi = 48;
  const Rendering rendering =
      engine.render(kKind, sample("2025-07-quiet"), {Format::Png, Format::Pdf, Format::Svg}, options);
  ASSERT_TRUE(rendering.report.ok());
  ASSERT_EQ(rendering.files.size(), 5);
  EXPECT_TRUE(rendering.files[0].bytes.starts_with("\x89PNG"));
  EXPECT_EQ(rendering.files[1].page, 2);
  EXPECT_EQ(rendering.files[2].format, Format::Pdf);
  EXPECT_EQ(rendering.files[2].page, 0);
  EXPECT_TRUE(rendering.files[4].bytes.starts_with("<?xml"));
}

TEST(Engine, ResolutionsThatMakeNoSenseAreReportedBeforeAnythingIsLaidOut) {
  const Engine engine;
  for (const double dpi : {std::nan(""), std::numeric_limits<double>::infinity(), -1.0, 0.0, PngOptions::kMinDpi - 0.1,
                           PngOptions::kMaxDpi + 0.1, 1e300}) {
    RenderOptions options;
    options.png.dpi = dpi;
    const Rendering rendering = engine.render(kKind, sample("2025-07-quiet"), {Format::Png}, options);
    EXPECT_TRUE(rendering.files.empty());
    ASSERT_EQ(rendering.report.messages().size(), 1) << dpi;
    EXPECT_EQ(rendering.report.messages().front().id, "engine/bad-resolution");
    EXPECT_FALSE(engine.typeset({"a.html", "<title>t</title>"}, {"-", Format::Png}, options).report.ok());
    EXPECT_TRUE(engine.render(kKind, sample("2025-07-quiet"), {Format::Pdf}, options).report.ok());
  }
}

TEST(Engine, MessagesAreDataWithTheirPlacesInBothLanguages) {
  const Engine engine;
  std::string text = text_of(sample("2025-07-quiet"));
  const std::size_t at = text.find("\"period\": \"2025-07\"");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 19, "\"period\": \"2025-13\"");
  const Report report = engine.check(kKind, {{"july.json", text}});
  const std::vector<Message> messages = report.messages();
  const auto found = std::find_if(messages.begin(), messages.end(), [](const Message& message) {
    return message.data && message.data->pointer == "/period";
  });
  ASSERT_NE(found, messages.end());
  EXPECT_EQ(found->severity, Severity::Error);
  EXPECT_TRUE(found->id.starts_with("data/"));
  EXPECT_NE(found->text.english.find("2025-13"), std::string::npos);
  EXPECT_NE(found->text.chinese.find("2025-13"), std::string::npos);
  EXPECT_FALSE(found->source);
  EXPECT_EQ(found->data->file, "july.json");
  ASSERT_TRUE(found->data->range);
  EXPECT_EQ(found->data->range->line,
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  EXPECT_EQ(found->data->range->end_column - found->data->range->column, 9U);
}

TEST(Engine, TheFilesOfAKindAreAllThatItsDocumentsAreMadeFrom) {
  const Engine engine;
  const std::vector<std::string> files = engine.template_files("iso-form-4");
  for (const std::string_view file : {"/iso-form-4/form.json", "/shared/css/base.css", "/continuation/words.html"}) {
    EXPECT_TRUE(std::any_of(files.begin(), files.end(), [file](const std::string& path) {
      return path.ends_with(file);
    })) << file;
  }
  EXPECT_TRUE(engine.template_files("no-such-kind").empty());
}

TEST(Engine, WithoutDataTheBlankFormIsMade) {
  const Engine engine;
  const Rendering blank = engine.render("proposal-information", {}, {Format::Pdf, Format::Xlsx});
  ASSERT_TRUE(blank.report.ok());
  EXPECT_EQ(blank.files.at(0).pages, 2);
  EXPECT_EQ(blank.files.at(1).pages, 1);
  // A text of data that are empty is something else: they are incomplete.
  EXPECT_EQ(engine.render("proposal-information", {"", "{}"}, {Format::Pdf}).report.status(), Status::BadInput);
}

TEST(Engine, DataMayComeAsATextWhoseNameStandsInMessages) {
  const Engine engine;
  std::string text = text_of(sample("2025-07-quiet"));
  const Rendering good = engine.render(kKind, {"posted.json", text}, {Format::Pdf});
  EXPECT_TRUE(good.report.ok());
  EXPECT_EQ(good.files.at(0).bytes, engine.render(kKind, sample("2025-07-quiet"), {Format::Pdf}).files.at(0).bytes);

  text.replace(text.find("\"year\": 2025"), 12, "\"year\": \"25\"");
  const Rendering bad = engine.render(kKind, {"posted.json", text}, {Format::Pdf});
  EXPECT_TRUE(bad.files.empty());
  EXPECT_EQ(bad.report.status(), Status::BadInput);
  EXPECT_EQ(bad.report.error_count(), 1);
  EXPECT_NE(bad.report.text(Language::English).find("posted.json:2:"), std::string::npos);
  EXPECT_NE(bad.report.text(Language::Chinese).find("年份"), std::string::npos);
}

TEST(Engine, SeveralDocumentsAreBoundInMemory) {
  const Engine engine;
  const std::string letter = text_of({"samples/commitment-letter/typical.json"});
  DataSource plan{"set/plan.json", R"({"title": "册", "parts": [
      {"kind": "commitment-letter", "data": "a.json", "annex": true},
      {"kind": "commitment-letter", "data": "a.json", "annex": true}]})"};
  plan.files = {{"set/a.json", letter}};
  const Rendering bound = engine.bind(plan);
  ASSERT_TRUE(bound.report.ok()) << bound.report.text(Language::English);
  ASSERT_EQ(bound.files.size(), 1);
  EXPECT_TRUE(bound.files[0].bytes.starts_with("%PDF-1.7"));
  EXPECT_EQ(bound.files[0].pages, 6);
  EXPECT_TRUE(engine.check_plan(plan).ok());

  RenderOptions fillable;
  fillable.fillable = true;
  const Report refused = engine.bind(plan, std::nullopt, fillable).report;
  ASSERT_EQ(refused.messages().size(), 1);
  EXPECT_EQ(refused.messages()[0].id, "engine/bind-fillable");
}

TEST(Engine, AReportOutlivesItsEngine) {
  Report report;
  {
    const Engine engine;
    report = engine.check("monthly-buletin", {sample("2024-02")});
  }
  EXPECT_EQ(report.status(), Status::BadUsage);
  EXPECT_NE(report.text(Language::English).find("monthly-bulletin"), std::string::npos);
}

TEST(Engine, ThreadsShareTheKindsOfOneEngine) {
  const Engine engine;
  constexpr std::string_view kNames[] = {"2024-02", "2025-07-quiet"};
  std::vector<std::string> expected;
  for (const std::string_view name : kNames) {
    const Engine alone;
    expected.push_back(alone.render(kKind, sample(name), {Format::Pdf}).files.at(0).bytes);
  }
  std::vector<std::string> found(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&engine, &found, &kNames, i] {
      Rendering rendering = engine.render(kKind, sample(kNames[i % 2]), {Format::Pdf});
      if (!rendering.files.empty()) found[i] = std::move(rendering.files[0].bytes);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i], expected[i % 2]);
}

TEST(Engine, ReturnedFormsAreReadFromBytesByAnyNumberOfThreads) {
  const Engine engine;
  ExtractOptions options;
  options.kind = "expert-application";
  std::atomic<int> right = 0;
  std::vector<std::jthread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&engine, &options, &right, number] {
      for (int i = 0; i < 10; ++i) {
        const std::string name = std::to_string(number) + "x" + std::to_string(i);
        const std::string form = hand_made::form({"/FT/Tx/T(/name_zh)/V(" + name + ")"});
        const Extraction read = engine.extract({FormSource{name + ".pdf", form}, {"data.json", "{}"}}, options);
        if (read.files.size() == 2 && read.files[0].path == name + ".pdf" && read.files[0].ok &&
            read.files[0].json.find("\"" + name + "\"") != std::string::npos && read.files[1].json == "{}")
          ++right;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(right, 40);
}

TEST(Engine, MessagesNameTheFormsThatWereGivenAsBytesByTheirPaths) {
  const Engine engine;
  const Extraction read = engine.extract({FormSource{"邮件/坏.pdf", "hello"}, {"no such file.pdf"}});
  ASSERT_EQ(read.files.size(), 2);
  EXPECT_FALSE(read.files[0].ok);
  EXPECT_TRUE(read.files[0].json.empty());
  const std::string text = read.report.text(Language::English);
  EXPECT_NE(text.find("邮件/坏.pdf"), std::string::npos) << text;
  EXPECT_NE(text.find("no such file.pdf"), std::string::npos) << text;
}

TEST(Engine, FormsAreNotReadWithoutTheProgramThatReadsThem) {
  EngineOptions options;
  options.libexec_folder = "/nowhere";
  const Engine engine(options);
  const Extraction read = engine.extract({FormSource{"甲.pdf", hand_made::form({"/FT/Tx/T(/name_zh)/V(x)"})}});
  EXPECT_EQ(read.report.status(), Status::BadEnvironment);
  EXPECT_NE(read.report.text(Language::English).find("intake/no-reader"), std::string::npos);
}
