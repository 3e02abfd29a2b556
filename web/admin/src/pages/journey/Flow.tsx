import type { Journey, JourneyStep } from "../../api/types.ts";
import { Titled } from "../../parts/links.tsx";
import { named, t } from "../../words/words.ts";
import classes from "./Flow.module.css";

function Step({ step }: { step: JourneyStep }) {
  return (
    <li className={classes.step} data-kind={step.kind}>
      <p className="small dim">{named("step", step.kind)}</p>
      <p className={classes.text}>{step.text}</p>
      {step.template && (
        <p className="small dim">
          {t("column.template")} <Titled group="template.name" name={step.template} />
        </p>
      )}
      <p className={`${classes.counts} small`}>
        <span>{t("journey.reached", { n: step.reached })}</span>
        {step.waiting > 0 && <strong>{t("journey.waitingHere", { n: step.waiting })}</strong>}
      </p>
    </li>
  );
}

/** The way through a journey, top to bottom: what starts it, each step, its end. */
export function Flow({ journey }: { journey: Journey }) {
  return (
    <ol className={classes.flow}>
      <li className={classes.end}>
        <strong>{named("trigger", journey.trigger)}</strong>
        <span className="small dim">{t("journey.entered", { n: journey.entered })}</span>
      </li>
      {journey.steps.map((step) => (
        <Step key={step.step} step={step} />
      ))}
      <li className={classes.end}>
        <strong>{t("journey.end")}</strong>
        <span className="small dim">
          {t("journey.endedSum", { n: Object.values(journey.ended).reduce((sum, n) => sum + n, 0) })}
        </span>
      </li>
    </ol>
  );
}
