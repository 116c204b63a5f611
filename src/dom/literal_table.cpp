#include "dom/literal_table.h"

#include <algorithm>

namespace gongwen::dom {
namespace {

using diagnostics::Span;

class Recorder final : public TokenHandler {
 public:
  Recorder(std::vector<RecordedToken>& tokens, base::StringArena& texts) : tokens_(tokens), texts_(texts) {}

  void start_tag(ElementName name, const Span& span) override { add(Kind::StartTag, name, span, {}); }
  void attribute(AttributeName attribute, std::string_view name, const Span& span) override {
    add(Kind::Attribute, attribute, span, name);
  }
  void attribute_text(std::string_view text, const Span& span) override { add(Kind::AttributeText, 0, span, text); }
  void attribute_end() override { add(Kind::AttributeEnd, 0, {}, {}); }
  void start_tag_end(SelfClosing self_closing, const Span& span) override {
    add(Kind::StartTagEnd, self_closing, span, {});
  }
  void end_tag(ElementName name, const Span& span) override { add(Kind::EndTag, name, span, {}); }
  void text(std::string_view text, const Span& span) override { add(Kind::Text, 0, span, text); }
  bool is_in_drawing() const override { return false; }

 private:
  using Kind = RecordedToken::Kind;
  template <typename Name>
  void add(Kind kind, Name name, const Span& span, std::string_view text) {
    tokens_.push_back({kind, static_cast<std::uint8_t>(name), span, texts_.store(text)});
  }
  std::vector<RecordedToken>& tokens_;
  base::StringArena& texts_;
};

constexpr TokenizerState kStartStates[] = {{Boundary::Data, '"', ElementName::Html},
                                           {Boundary::InsideTag, '"', ElementName::Html},
                                           {Boundary::AttributeValue, '"', ElementName::Html}};

bool holds_raw_text(ElementName element) {
  const Content content = content_of(element);
  return content == Content::Text || content == Content::RawText;
}

bool opens_tag(const std::vector<RecordedToken>& tokens) {
  return std::any_of(tokens.begin(), tokens.end(),
                     [](const RecordedToken& token) { return token.kind == RecordedToken::Kind::StartTag; });
}

}  // namespace

LiteralTable::LiteralTable(std::span<const templating::Literal> literals) {
  recordings_.resize(literals.size());
  for (std::size_t i = 0; i < literals.size(); ++i) {
    for (std::size_t start = 0; start < kStarts; ++start) {
      Recording& recording = recordings_[i][start];
      Recorder recorder(recording.tokens, texts_);
      Tokenizer tokenizer(recorder);  // an unusable recording is not an error of the template
      tokenizer.set_state(kStartStates[start]);
      recording.usable = tokenizer.feed(literals[i].text, literals[i].span);
      recording.end = tokenizer.state();
      recording.opens_tag = opens_tag(recording.tokens);
      if (!recording.usable) recording.tokens = {};
    }
  }
}

const LiteralTable::Recording* LiteralTable::find(std::uint32_t literal, const TokenizerState& start) const {
  if (literal >= recordings_.size()) return nullptr;
  // The tag of such an element is followed by raw text, which the recording could not know.
  if (start.boundary != Boundary::Data && holds_raw_text(start.element)) return nullptr;
  std::size_t index = 0;
  switch (start.boundary) {
    case Boundary::Data: index = 0; break;
    case Boundary::InsideTag: index = 1; break;
    case Boundary::AttributeValue:
      if (start.quote != '"') return nullptr;
      index = 2;
      break;
    case Boundary::RawText:
    case Boundary::Comment: return nullptr;
  }
  const Recording& recording = recordings_[literal][index];
  return recording.usable ? &recording : nullptr;
}

}  // namespace gongwen::dom
