import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useCallback, useRef } from "react";

/**
 * A mutation that runs once at a time: a second Enter, quicker than the page shows that the first is on its way,
 * sends nothing.
 */
export function useSend<Data, Given = void>(options: UseMutationOptions<Data, Error, Given>) {
  const isRunning = useRef(false);
  const mutation = useMutation({
    ...options,
    onSettled: () => {
      isRunning.current = false;
    },
  });
  const { mutate: send } = mutation;
  const mutate = useCallback(
    (given: Given) => {
      if (isRunning.current) return;
      isRunning.current = true;
      send(given);
    },
    [send],
  );
  return { ...mutation, mutate };
}
