// Filters that read references: cn_references, those in a text of regulations, compared with the document that it is
// in; iso_reference, what a reference of ISO or IEC says.
#include "schema/written_values.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/chinese/numerals.h"
#include "templating/detail/chinese/references.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/iterate.h"

#include <optional>
#include <string>

namespace gongwen::templating {
namespace {

constexpr std::string_view kind_name(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::None: return "text";
    case ReferenceKind::Chapter: return "chapter";
    case ReferenceKind::Article: return "article";
    case ReferenceKind::Paragraph: return "paragraph";
    case ReferenceKind::Item: return "item";
    case ReferenceKind::Annex: return "annex";
    case ReferenceKind::Id: return "id";
  }
  return {};
}

constexpr std::string_view home_name(ReferenceHome home) {
  switch (home) {
    case ReferenceHome::Own: return "own";
    case ReferenceHome::Other: return "other";
    case ReferenceHome::Unsure: return "unsure";
  }
  return {};
}

/// A member of an object; missing when there is none, or no object.
Value member(const Value& object, std::string_view name) {
  return is_mapping(object) ? MappingView(object).find(name).value_or(Value()) : Value();
}

std::size_t size_of(const Value& list) { return is_sequence(list) ? SequenceView(list).size() : 0; }

Value element(const Value& list, std::size_t index) {
  return index < size_of(list) ? SequenceView(list).at(index) : Value();
}

bool has_id(const Value& object, std::string_view id) {
  const Value own = member(object, "id");
  return own.is_text() && own.text() == id;
}

std::string ordinal(std::size_t number, std::string_view unit) {
  return "第" + write_chinese_number(std::to_string(number), Numerals::Plain) + std::string(unit);
}

/// What a reference leads to: the id of an element, and how it is called.
struct Target {
  std::string id;
  std::string label;
  Value article;  // missing for others
};

/// `{title, chapters: [{id, title, articles: [{id, paragraphs: [{items: […]}]}]}], annexes: [{id}]}`; members may lack.
class ReferredDocument {
 public:
  explicit ReferredDocument(const Value& document)
      : chapters_(member(document, "chapters")), annexes_(member(document, "annexes")) {}

  std::optional<Target> find(const ReferencePiece& piece) const {
    const auto number = static_cast<std::size_t>(piece.number);
    switch (piece.kind) {
      case ReferenceKind::Chapter: return find_chapter(number);
      case ReferenceKind::Article: return find_article(number);
      case ReferenceKind::Annex: return number <= size_of(annexes_) ? annex_at(number) : std::optional<Target>();
      case ReferenceKind::Id: return find_id(piece.article_id);
      case ReferenceKind::None:
      case ReferenceKind::Paragraph:
      case ReferenceKind::Item: break;
    }
    return std::nullopt;
  }

  /// The article that a paragraph or item is of; missing when there is none.
  Value article_of(const ReferencePiece& piece, const Value& current) const {
    if (!piece.article_id.empty()) return find_id(piece.article_id).value_or(Target()).article;
    if (piece.article == 0) return current;
    return find_article(static_cast<std::size_t>(piece.article)).value_or(Target()).article;
  }

 private:
  std::optional<Target> find_chapter(std::size_t number) const {
    const Value chapter = element(chapters_, number - 1);
    if (member(chapter, "title").is_missing()) return std::nullopt;
    return Target{"chapter-" + std::to_string(number), ordinal(number, "章"), {}};
  }

  std::optional<Target> find_article(std::size_t number) const {
    std::size_t before = 0;
    for (std::size_t i = 0; i < size_of(chapters_); ++i) {
      const Value articles = member(element(chapters_, i), "articles");
      if (number <= before + size_of(articles)) return article_at(number, element(articles, number - before - 1));
      before += size_of(articles);
    }
    return std::nullopt;
  }

  std::optional<Target> find_id(std::string_view id) const {
    std::size_t number = 0;
    for (std::size_t i = 0; i < size_of(chapters_); ++i) {
      const Value chapter = element(chapters_, i);
      if (has_id(chapter, id)) return Target{"chapter-" + std::to_string(i + 1), ordinal(i + 1, "章"), {}};
      const Value articles = member(chapter, "articles");
      for (std::size_t k = 0; k < size_of(articles); ++k) {
        ++number;
        const Value article = element(articles, k);
        if (has_id(article, id)) return article_at(number, article);
      }
    }
    for (std::size_t i = 0; i < size_of(annexes_); ++i) {
      if (has_id(element(annexes_, i), id)) return annex_at(i + 1);
    }
    return std::nullopt;
  }

  static Target article_at(std::size_t number, const Value& article) {
    return {"article-" + std::to_string(number), ordinal(number, "条"), article};
  }

  /// A single annex has no number.
  Target annex_at(std::size_t number) const {
    const std::string digits = std::to_string(number);
    return {"annex-" + digits, "附件" + (size_of(annexes_) > 1 ? digits : std::string()), {}};
  }

  Value chapters_;
  Value annexes_;
};

bool has_part(const Value& article, const ReferencePiece& piece) {
  const Value paragraphs = member(article, "paragraphs");
  const auto number = static_cast<std::size_t>(piece.number);
  if (piece.kind == ReferenceKind::Paragraph) return number <= size_of(paragraphs);
  if (piece.paragraph != 0) {
    return number <= size_of(member(element(paragraphs, static_cast<std::size_t>(piece.paragraph) - 1), "items"));
  }
  for (std::size_t i = 0; i < size_of(paragraphs); ++i) {
    if (number <= size_of(member(element(paragraphs, i), "items"))) return true;
  }
  return false;
}

/// What is known of a piece, as templates see it. `{id}` has the label of what it names as its text.
class PieceWriter {
 public:
  PieceWriter(Invocation& call, const Value& document, const Value& article)
      : call_(call), document_(document), article_(article) {}

  Value write(const ReferencePiece& piece) {
    auto& dict = call_.runtime().arena().make<Dict>();
    set(dict, "text", Value::text(piece.text));
    set(dict, "kind", Value::text(kind_name(piece.kind)));
    set(dict, "home", Value::text(home_name(piece.home)));
    set(dict, "number", Value::integer(piece.number));
    const bool is_part = piece.kind == ReferenceKind::Paragraph || piece.kind == ReferenceKind::Item;
    if (is_part) {
      const Value article = document_.article_of(piece, article_);
      // If the article does not exist, the reference to the article itself is reported.
      set(dict, "exists", Value::boolean(article.is_missing() || article.is_none() || has_part(article, piece)));
      return Value::of(dict);
    }
    const std::optional<Target> target = document_.find(piece);
    set(dict, "exists", Value::boolean(target.has_value()));
    if (!target) return Value::of(dict);
    set(dict, "target", call_.make_text(target->id));
    if (piece.kind == ReferenceKind::Id) set(dict, "text", call_.make_text(target->label));
    return Value::of(dict);
  }

 private:
  void set(Dict& dict, std::string_view name, const Value& value) {
    dict.set(call_.runtime(), Value::text(name), value.with_place(call_.value().place()));
  }

  Invocation& call_;
  ReferredDocument document_;
  Value article_;
};

Value filter_cn_references(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  if (!call.value().is_text()) call.fail_value("text");
  const Value title = member(call.at(0), "title");
  PieceWriter writer(call, call.at(0), call.at(1));
  std::vector<Value> pieces;
  for (const ReferencePiece& piece : parse_references(call.value().text(), title.is_text() ? title.text() : "")) {
    runtime.charge(1);
    pieces.push_back(writer.write(piece));
  }
  return make_list_value(runtime, pieces);
}

/// Its parts by name; none for a text that is not a reference.
Value filter_iso_reference(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  if (!call.value().is_text()) call.fail_value("text");
  const auto read = schema::read_iso_reference(call.value().text());
  if (!read) return Value::none();
  auto& dict = runtime.arena().make<Dict>();
  const auto set = [&](std::string_view name, const Value& value) {
    dict.set(runtime, Value::text(name), value.with_place(call.value().place()));
  };
  set("publisher", Value::text(read->publisher));
  set("stage", Value::text(read->stage));
  set("type", Value::text(read->type));
  set("number", Value::text(read->number));
  set("part", Value::text(read->part));
  set("base", Value::text(read->base));
  set("year", Value::text(read->year));
  set("draft", Value::integer(read->draft));
  return Value::of(dict);
}

constexpr Builtin kReferenceFilters[] = {
    {"cn_references", filter_cn_references, takes({"document", "article"}).needs(1)},
    {"iso_reference", filter_iso_reference, takes_nothing()},
};

}  // namespace

std::span<const Builtin> chinese_reference_filters() { return kReferenceFilters; }

}  // namespace gongwen::templating
