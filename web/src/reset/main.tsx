import { show } from '../shared/App.tsx';
import { Reset } from './Reset.tsx';

show(Reset);
