import type { BannerAndAnswers } from "../../api/types.ts";
import { count } from "../../format.ts";
import { Facts, Panel } from "../../parts/facts.tsx";
import { named, t } from "../../words/words.ts";

const DAYS = 30;
const ANSWERS = ["yes", "no", "taken_back"] as const;

/** How visitors answered, by question, the newest first. */
export function Answers({ of: { answers } }: { of: BannerAndAnswers }) {
  const questions = [...new Set(answers.map(({ question }) => question))].sort((one, other) => other - one);
  const sum = (question: number, answer: string) =>
    answers
      .filter((one) => one.question === question && one.answer === answer)
      .reduce((all, { n }) => all + n, 0);
  return (
    <Panel title={t("banner.answers", { n: DAYS })}>
      {questions.length === 0 && <p>{t("banner.noAnswers")}</p>}
      {questions.map((question) => (
        <section key={question} aria-label={toldOf(question)}>
          <h3>{toldOf(question)}</h3>
          <Facts of={ANSWERS.map((answer) => [named("answer", answer), count(sum(question, answer))])} />
        </section>
      ))}
      <p className="dim small">{t("banner.refusals")}</p>
    </Panel>
  );
}

const toldOf = (question: number) =>
  question === 0 ? t("banner.toOwn") : t("banner.toQuestion", { n: question });
