/** Save a PDF that takes a while, and say so meanwhile. Without scripts the same links load the file as any other. */

/** The file's name as the server gives it, or a plain one. */
export function fileName(disposition: string | null): string {
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? "report.pdf";
}

type State = "making" | "made" | "failed";

/** Load the file behind `link` and hand it to `save`; `tell` hears how it goes. Rejects never. */
export async function saveFile(
  href: string,
  tell: (state: State) => void,
  save: (file: Blob, name: string) => void,
  load: typeof fetch = fetch,
): Promise<void> {
  tell("making");
  try {
    const answer = await load(href);
    if (!answer.ok) throw new Error(`${href}: ${String(answer.status)}`);
    save(await answer.blob(), fileName(answer.headers.get("Content-Disposition")));
    tell("made");
  } catch {
    tell("failed");
  }
}
