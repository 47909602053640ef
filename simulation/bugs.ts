export const huntBugs = async (say: (line: string) => void): Promise<boolean> => {
  say('none');
  return true;
};
