#include "cli/examples.h"

#include <algorithm>
#include <array>

namespace gongwen::cli {
namespace {

struct Examples {
  std::string_view command;
  std::array<std::string_view, 3> calls;  // the last may be empty
};

constexpr std::array<Examples, 35> kExamples{{
    {"list", {"list", "list 月报"}},
    {"describe", {"describe monthly-bulletin"}},
    {"texts", {"texts monthly-bulletin -o texts.json"}},
    {"new", {"new monthly-bulletin -o 12月.yaml", "new monthly-bulletin -o 12月.xlsx"}},
    {"new-kind", {"new-kind training-notice", "new-kind visitor-form --form --fields fields.csv"}},
    {"import", {"import 报名表.docx registration -o own", "import 通知.docx meeting-notice -o own"}},
    {"form", {"form check visitor-form", "form keep visitor-form -o editions"}},
    {"check", {"check monthly-bulletin 12月.yaml", "check 12月.xlsx --values-only"}},
    {"render",
     {"render monthly-bulletin 12月.yaml", "render monthly-bulletin 12月.yaml -o 12月.pdf -o 12月.xlsx",
      "render expert-application --fillable -o 申请表.pdf"}},
    {"watch", {"watch monthly-bulletin 12月.yaml -o 12月.pdf"}},
    {"preview", {"preview monthly-bulletin 12月.yaml"}},
    {"batch",
     {"batch commitment-letter letters.csv -o letters", "batch commitment-letter data -o letters --jobs 2 --resume"}},
    {"typeset", {"typeset page.html -o page.pdf"}},
    {"bind", {"bind --new -o set.yaml", "bind set.yaml -o set.pdf"}},
    {"extract", {"extract 申请表.pdf -o 申请.json", "extract returned -o data/"}},
    {"fill", {"fill 申请表.pdf --list", "fill 申请表.pdf 数据.json -o 申请表-已填.pdf"}},
    {"ofd-check", {"ofd-check 月报.ofd"}},
    {"sign", {"sign 通知.pdf -o 通知-签章.pdf --p12 office.p12 --seal 印章.png"}},
    {"verify", {"verify 通知-签章.pdf --trust roots.pem"}},
    {"collect", {"collect expert-application returned -o 汇总.xlsx", "collect --all-kinds returned -o tables/"}},
    {"store", {"store init facts.db", "store add facts.db standard 标准.yaml", "store list facts.db standard"}},
    {"publish",
     {"publish monthly-bulletin --store facts.db -o site --period 2026-12",
      "publish --store facts.db -o site --catch-up"}},
    {"serve", {"serve", "serve --forms --office --state office"}},
    {"worker", {"worker --queue amqps://user@host/name --objects s3://bucket/prefix"}},
    {"inbox", {"inbox list --state office", "inbox export --state office --kind expert-application"}},
    {"key", {"key add registry --scope render --state office", "key list --state office"}},
    {"account", {"account add zhang --role secretary --state office"}},
    {"mail", {"mail test zhang@example.org --mail mail.yaml", "mail list --state office --status failed"}},
    {"fonts", {"fonts", "fonts --missing 𠮷"}},
    {"dump", {"dump monthly-bulletin 12月.yaml --stage boxes"}},
    {"eval", {"eval <request.json"}},
    {"schema-check", {"schema-check <request.json"}},
    {"explain", {"explain data/wrong-type", "explain data"}},
    {"completion", {"completion bash"}},
    {"help", {"help render", "help --open", "help --open data/wrong-type"}},
}};

}  // namespace

std::span<const std::string_view> examples_of(std::string_view command) {
  const auto* const found = std::find_if(kExamples.begin(), kExamples.end(),
                                         [command](const Examples& one) { return one.command == command; });
  if (found == kExamples.end()) return {};
  const auto end = std::find(found->calls.begin(), found->calls.end(), std::string_view());
  return {found->calls.data(), static_cast<std::size_t>(end - found->calls.begin())};
}

}  // namespace gongwen::cli
