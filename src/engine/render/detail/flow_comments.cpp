#include "engine/render/detail/flow_comments.h"

#include "diagnostics/printer.h"

#include <utility>

namespace gongwen::engine {

FlowComments::FlowComments(const diagnostics::OriginTable& origins, std::string_view language)
    : origins_(origins), language_(language.starts_with("en") ? Language::English : Language::Chinese) {}

void FlowComments::add_proofreading(std::span<const diagnostics::Diagnostic> messages) {
  for (const diagnostics::Diagnostic& message : messages) {
    if (!diagnostics::catalogue_entry(message.id).id.starts_with("proofing/")) continue;
    std::string text = diagnostics::message_text(message, language_);
    if (const std::string hint = diagnostics::hint_text(message, language_); !hint.empty()) {
      text.append("\n").append(hint);
    }
    comments_.push_back({message.origin, std::move(text)});
  }
}

std::vector<std::string> FlowComments::take(diagnostics::OriginId origin) {
  std::vector<std::string> taken;
  if (!origin || comments_.empty()) return taken;
  const diagnostics::Origin& place = origins_.at(origin);
  std::erase_if(comments_, [&](Comment& comment) {
    // Warnings about values name no place in the template.
    const bool is_here = comment.origin.data_place ? comment.origin.data_place == place.data_place
                                                   : comment.origin.template_place == place.template_place;
    if (!is_here) return false;
    taken.push_back(std::move(comment.text));
    return true;
  });
  return taken;
}

}  // namespace gongwen::engine
