// The only user of yaml-cpp.
#include "data/detail/yaml_events.h"

#include "data/decode_text.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/data.h"

#include <algorithm>
#include <sstream>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace gongwen::data {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kYamlByteOrderMark = "\xEF\xBB\xBF";

struct TooManyEvents {};

class Recorder final : public YAML::EventHandler {
 public:
  Recorder(std::uint32_t skipped, std::size_t max_events, std::vector<YamlEvent>& events,
           const diagnostics::DiagnosticSink& sink)
      : skipped_(skipped), max_events_(max_events), events_(events), sink_(sink) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override { add({YamlEventKind::EndDocument}); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add({YamlEventKind::Null, at(mark), anchor}); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add({YamlEventKind::Alias, at(mark), anchor});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    // The library gives plain scalars the tag "?", quoted ones "!".
    const YamlEventKind kind = tag == "?" ? YamlEventKind::Plain : YamlEventKind::Quoted;
    add({kind, at(mark), anchor, value, own_tag(tag)});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    add({YamlEventKind::BeginSequence, at(mark), anchor, {}, own_tag(tag)});
  }
  void OnSequenceEnd() override { add({YamlEventKind::EndSequence}); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    add({YamlEventKind::BeginMap, at(mark), anchor, {}, own_tag(tag)});
  }
  void OnMapEnd() override { add({YamlEventKind::EndMap}); }

 private:
  std::uint32_t at(const YAML::Mark& mark) const { return static_cast<std::uint32_t>(mark.pos) + skipped_; }
  static std::string own_tag(const std::string& tag) { return tag == "?" || tag == "!" ? std::string() : tag; }
  void add(YamlEvent event) {
    sink_.go_on();
    if (events_.size() >= max_events_) throw TooManyEvents();
    events_.push_back(std::move(event));
  }

  std::uint32_t skipped_;
  std::size_t max_events_;
  std::vector<YamlEvent>& events_;
  const diagnostics::DiagnosticSink& sink_;
};

/// What the library says most, in Chinese.
constexpr diagnostics::BilingualText kTranslations[] = {
    texts::DataYamlIllegalMapValue,       texts::DataYamlIllegalMapKey,
    texts::DataYamlIllegalBlockEntry,     texts::DataYamlIllegalFlowEnd,
    texts::DataYamlEndOfMapNotFound,      texts::DataYamlEndOfMapFlowNotFound,
    texts::DataYamlEndOfSequenceNotFound, texts::DataYamlEndOfSequenceFlowNotFound,
    texts::DataYamlIllegalEofInScalar,    texts::DataYamlUnknownToken,
    texts::DataYamlUndefinedAnchor,
};

std::string_view chinese_for(std::string_view english) {
  const auto found = std::find_if(std::begin(kTranslations), std::end(kTranslations),
                                  [english](const diagnostics::BilingualText& t) { return t.english == english; });
  return found == std::end(kTranslations) ? english : found->chinese;
}

}  // namespace

YamlEvents read_yaml_events(diagnostics::SourceId source, std::string_view text, std::size_t max_events,
                            diagnostics::DiagnosticSink& sink) {
  YamlEvents result;
  // The library leaves the mark out of its counting.
  const std::uint32_t skipped = text.starts_with(kYamlByteOrderMark) ? kYamlByteOrderMark.size() : 0;
  const auto origin = [&](int position) {
    const auto end = static_cast<std::uint32_t>(text.size());
    const auto offset = static_cast<std::uint32_t>(std::max(position, 0)) + skipped;
    const std::uint32_t begin = std::min(offset, end);
    return diagnostics::Origin{{source, begin, std::min(begin + 1, end)}, {}};
  };
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Recorder recorder(skipped, max_events, result.events, sink);
    while (parser.HandleNextDocument(recorder)) {
    }
    result.complete = true;
  } catch (const TooManyEvents&) {
    sink.report(messages::DataTooManyValues, origin(0), max_events);
  } catch (const YAML::DeepRecursion& error) {
    sink.report(messages::DataTooDeep, origin(error.mark.pos), error.depth());
  } catch (const YAML::Exception& error) {
    const auto offset = static_cast<std::size_t>(std::max(error.mark.pos, 0)) + skipped;
    if (report_yaml_slips(source, text, offset, sink)) return result;
    sink.report(messages::DataYamlSyntax, origin(error.mark.pos), chinese_for(error.msg), error.msg);
  }
  return result;
}

}  // namespace gongwen::data
