import { setTheme, type ThemeChoice, useThemeChoice } from './theme.js';

const NAMES: Readonly<Record<ThemeChoice, string>> = { auto: 'System', light: 'Light', dark: 'Dark' };

export function ThemePick() {
  const choice = useThemeChoice();
  return (
    <label className="theme-pick">
      <span className="unseen">Theme</span>
      <select value={choice} onChange={({ target }) => setTheme(target.value as ThemeChoice)}>
        {(Object.keys(NAMES) as ThemeChoice[]).map((theme) => (
          <option key={theme} value={theme}>
            {NAMES[theme]}
          </option>
        ))}
      </select>
    </label>
  );
}
